//! dashmap: a map behind shard locks; what is in it can be reached.
#![letgo::krate(dashmap)]
#![letgo::versions("6.1.0")]

#[letgo::look_through]
pub struct DashMap<K, V>;
impl<K, V> DashMap<K, V> {
    pub fn new() -> DashMap<K, V> {}
    pub fn get<Q>(&self, key: &Q) -> Option<mapref::one::Ref<'_, K, V>> {}
    pub fn get_mut<Q>(&self, key: &Q) -> Option<mapref::one::RefMut<'_, K, V>> {}
    pub fn insert(&self, key: K, value: V) -> Option<V> {}
    pub fn remove<Q>(&self, key: &Q) -> Option<(K, V)> {}
    pub fn contains_key<Q>(&self, key: &Q) -> bool {}
    pub fn iter(&self) -> Iter<'_, K, V> {}
    pub fn len(&self) -> usize {}
}
impl<K, V> Clone for DashMap<K, V> {}
impl<K, V> Default for DashMap<K, V> {}
#[letgo::look_through]
pub struct DashSet<K>;
pub struct Iter<'a, K, V>;
impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = mapref::one::Ref<'a, K, V>;
}
pub mod mapref {
    pub mod one {
        #[letgo::facade]
        pub struct Ref<'a, K, V>;
        impl<'a, K, V> Ref<'a, K, V> {
            pub fn key(&self) -> &K {}
            pub fn value(&self) -> &V {}
        }
        impl<'a, K, V> std::ops::Deref for Ref<'a, K, V> {
            type Target = V;
        }
        #[letgo::facade]
        pub struct RefMut<'a, K, V>;
        impl<'a, K, V> RefMut<'a, K, V> {
            pub fn value_mut(&mut self) -> &mut V {}
        }
        impl<'a, K, V> std::ops::Deref for RefMut<'a, K, V> {
            type Target = V;
        }
    }
}
