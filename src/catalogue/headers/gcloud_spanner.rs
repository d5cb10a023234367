//! gcloud-spanner (before: google-cloud-spanner): a transaction holds a session of the client's pool. `end` takes `&mut self`.
#![letgo::krate(gcloud_spanner, google_cloud_spanner)]
#![letgo::versions("1.9.0")]
#![letgo::waits(database)]

pub mod client {
    use crate::transaction_ro::{BatchReadOnlyTransaction, ReadOnlyTransaction};
    use crate::transaction_rw::ReadWriteTransaction;

    #[letgo::handle]
    pub struct Client;
    impl Client {
        #[letgo::acquire]
        pub async fn single(&self) -> Result<ReadOnlyTransaction, Error> {}
        #[letgo::acquire]
        pub async fn read_only_transaction(&self) -> Result<ReadOnlyTransaction, Error> {}
        #[letgo::acquire]
        pub async fn batch_read_only_transaction(&self) -> Result<BatchReadOnlyTransaction, Error> {}
        #[letgo::acquire]
        pub async fn begin_read_write_transaction(&self) -> Result<ReadWriteTransaction, Error> {}
        #[letgo::query]
        pub async fn read_write_transaction<T, E, F>(&self, callback: F) -> Result<(CommitResult, T), E>
        where
            F: Fn(&mut ReadWriteTransaction) -> std::pin::Pin<Box<dyn Future<Output = Result<T, E>>>>,
        {
        }
    }
    impl Clone for Client {}
    pub enum Error {}
    #[letgo::unnamed]
    pub struct CommitResult;
}
pub mod transaction {
    #[letgo::facade]
    pub struct Transaction;
    impl Transaction {
        #[letgo::query]
        pub async fn query<S>(&mut self, statement: S) -> Result<Rows, Status> {}
        #[letgo::query]
        pub async fn read<K>(&mut self, table: &str, columns: &[&str], keys: K) -> Result<Rows, Status> {}
        #[letgo::query]
        pub async fn read_row<K>(&mut self, table: &str, columns: &[&str], key: K) -> Result<Option<Row>, Status> {}
    }
    #[letgo::unnamed]
    pub struct Rows;
    #[letgo::unnamed]
    pub struct Row;
    #[letgo::unnamed]
    pub struct Status;
}
pub mod transaction_rw {
    use crate::transaction::Status;

    #[letgo::guard(tx)]
    pub struct ReadWriteTransaction;
    impl ReadWriteTransaction {
        #[letgo::query]
        pub async fn update<S>(&mut self, statement: S) -> Result<i64, Status> {}
        #[letgo::query]
        pub async fn batch_update<S>(&mut self, statements: Vec<S>) -> Result<Vec<i64>, Status> {}
        #[letgo::release]
        pub async fn end<S, E, O>(&mut self, result: Result<S, E>, options: O) -> Result<(crate::client::CommitResult, S), E> {}
    }
    impl std::ops::Deref for ReadWriteTransaction {
        type Target = crate::transaction::Transaction;
    }
    impl std::ops::DerefMut for ReadWriteTransaction {}
}
pub mod transaction_ro {
    #[letgo::guard(tx)]
    pub struct ReadOnlyTransaction;
    impl std::ops::Deref for ReadOnlyTransaction {
        type Target = crate::transaction::Transaction;
    }
    impl std::ops::DerefMut for ReadOnlyTransaction {}
    #[letgo::guard(tx)]
    pub struct BatchReadOnlyTransaction;
}
