//! paperclip: actix-web's extractors under names of its own.
#![letgo::krate(paperclip, paperclip_actix)]
#![letgo::versions("0.9.7")]

#[letgo::unnamed]
pub mod actix {
    pub mod web {
        pub use actix_web::web::*;
    }
}
