//! apalis: a worker hands a job its arguments and shared data; no connection is held around it. Pushing a job is a query on
//! the storage's own pool.
#![letgo::krate(apalis, apalis_postgres, apalis_sqlite, apalis_mysql, apalis_sql, apalis_redis, apalis_core)]
#![letgo::versions("1.0.0")]
#![letgo::waits(broker)]
