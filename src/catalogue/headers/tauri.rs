//! tauri 2: managed state is shared by all commands.
#![letgo::krate(tauri)]
#![letgo::versions("2.8.5")]

pub use state::State;
pub mod state {
    #[letgo::look_through]
    pub struct State<'r, T>(&'r T);
    impl<'r, T> State<'r, T> {
        pub fn inner(&self) -> &'r T {}
    }
    impl<'r, T> std::ops::Deref for State<'r, T> {
        type Target = T;
    }
}
pub struct App;
pub struct AppHandle;
impl Clone for AppHandle {}
pub trait Manager {
    fn app_handle(&self) -> &AppHandle;
    fn state<T>(&self) -> State<'_, T>;
    fn try_state<T>(&self) -> Option<State<'_, T>>;
}
impl Manager for App {}
impl Manager for AppHandle {}
