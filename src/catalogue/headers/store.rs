//! Other databases and caches: a wait on one of them is not work on a guard of another.
#![letgo::krate(fred, elasticsearch, opensearch, meilisearch_sdk, clickhouse, scylla, qdrant_client, neo4rs, influxdb, influxdb2, memcache, surrealdb)]
#![letgo::waits(database)]
