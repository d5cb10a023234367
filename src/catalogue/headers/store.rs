//! Other databases and caches: a wait on one of them is not work on a guard of another.
#![letgo::krate(elasticsearch, opensearch, meilisearch_sdk, qdrant_client, influxdb, influxdb2, memcache, memcache_async, foundationdb, etcd_client, aws_sdk_dynamodb, firestore, arangors, lancedb, clickhouse_rs, klickhouse)]
#![letgo::waits(database)]
