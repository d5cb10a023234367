//! georm: derives methods that take a pool of sqlx. Nothing of its own is held.
#![letgo::krate(georm)]
#![letgo::versions("0.2.1")]
