//! letgo finds database connections held across `.await`, and models passed where an id is enough.
