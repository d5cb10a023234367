//! paperclip: actix-web's extractors under names of its own.
#![letgo::krate(paperclip)]
#![letgo::versions("0.9.7")]

pub mod actix {
    pub mod web {
        pub use actix_web::web::{Data, Form, Json, Path, Query, ReqData, block};
    }
}
