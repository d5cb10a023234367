//! cornucopia and clorinde: generators. The crate that they write uses tokio-postgres and deadpool-postgres, lies in the
//! user's workspace, and is read like all of it; the generators themselves hold nothing.
#![letgo::krate(cornucopia, cornucopia_async, clorinde)]
#![letgo::versions("1.0.1")]
