//! activitypub_federation: ids of remote objects, and the rows that they lead to.
#![letgo::krate(activitypub_federation)]
#![letgo::versions("0.6.5")]
#![letgo::waits(network)]

pub mod fetch {
    pub mod object_id {
        pub struct ObjectId<Kind>;
        impl<Kind> ObjectId<Kind> {
            #[letgo::waits(network)]
            pub async fn dereference<T>(&self, data: &T) -> Result<Kind, crate::error::Error> {}
            #[letgo::waits(network)]
            pub async fn dereference_forced<T>(&self, data: &T) -> Result<Kind, crate::error::Error> {}
            #[letgo::ready]
            pub async fn dereference_local<T>(&self, data: &T) -> Result<Kind, crate::error::Error> {}
        }
        impl<Kind> Clone for ObjectId<Kind> {}
    }
    pub mod collection_id {
        pub struct CollectionId<Kind>;
        impl<Kind> CollectionId<Kind> {
            #[letgo::waits(network)]
            pub async fn dereference<O, T>(&self, owner: &O, data: &T) -> Result<Kind, crate::error::Error> {}
        }
    }
}

pub mod config {
    #[letgo::opaque]
    pub struct Data<T>;
    impl<T> std::ops::Deref for Data<T> {
        type Target = T;
    }
    impl<T> Clone for Data<T> {}
}

pub mod error {
    pub struct Error;
}
