//! lettre 0.11: mail. The transports without `Async` block the thread.
#![letgo::krate(lettre)]
#![letgo::versions("0.11.23")]
#![letgo::waits(network)]

pub use message::Message;
pub use transport::{AsyncTransport, Transport};
pub use transport::file::{AsyncFileTransport, FileTransport};
pub use transport::sendmail::{AsyncSendmailTransport, SendmailTransport};
pub use transport::smtp::{AsyncSmtpTransport, SmtpTransport};

pub mod message {
    pub struct Message;
}
pub mod transport {
    pub trait Transport {
        type Ok;
        type Error;
        fn send(&self, message: &crate::Message) -> Result<Self::Ok, Self::Error>;
        fn send_raw(&self, envelope: &Envelope, email: &[u8]) -> Result<Self::Ok, Self::Error>;
    }
    pub trait AsyncTransport {
        type Ok;
        type Error;
        #[letgo::waits(network)]
        async fn send(&self, message: crate::Message) -> Result<Self::Ok, Self::Error>;
        #[letgo::waits(network)]
        async fn send_raw(&self, envelope: &Envelope, email: &[u8]) -> Result<Self::Ok, Self::Error>;
    }
    pub mod smtp {
        pub struct SmtpTransport;
        impl Clone for SmtpTransport {}
        impl crate::Transport for SmtpTransport {
            type Ok = response::Response;
            type Error = Error;
            #[letgo::blocks(network)]
            fn send(&self, message: &crate::Message) -> Result<response::Response, Error> {}
            #[letgo::blocks(network)]
            fn send_raw(&self, envelope: &Envelope, email: &[u8]) -> Result<response::Response, Error> {}
        }
        impl SmtpTransport {
            #[letgo::blocks(network)]
            pub fn test_connection(&self) -> Result<bool, Error> {}
        }
        pub struct AsyncSmtpTransport<E>;
        impl<E> Clone for AsyncSmtpTransport<E> {}
        impl<E> crate::AsyncTransport for AsyncSmtpTransport<E> {
            type Ok = response::Response;
            type Error = Error;
        }
        impl<E> AsyncSmtpTransport<E> {
            pub async fn test_connection(&self) -> Result<bool, Error> {}
        }
        pub struct Error;
        pub mod response {
            pub struct Response;
        }
    }
    pub mod sendmail {
        pub struct SendmailTransport;
        impl Clone for SendmailTransport {}
        impl crate::Transport for SendmailTransport {
            type Ok = ();
            type Error = Error;
            #[letgo::blocks(process)]
            fn send(&self, message: &crate::Message) -> Result<(), Error> {}
            #[letgo::blocks(process)]
            fn send_raw(&self, envelope: &Envelope, email: &[u8]) -> Result<(), Error> {}
        }
        pub struct AsyncSendmailTransport<E>;
        impl<E> crate::AsyncTransport for AsyncSendmailTransport<E> {
            type Ok = ();
            type Error = Error;
            #[letgo::waits(process)]
            async fn send(&self, message: crate::Message) -> Result<(), Error> {}
            #[letgo::waits(process)]
            async fn send_raw(&self, envelope: &Envelope, email: &[u8]) -> Result<(), Error> {}
        }
        pub struct Error;
    }
    pub mod file {
        pub struct FileTransport;
        impl crate::Transport for FileTransport {
            type Ok = String;
            type Error = Error;
            #[letgo::blocks(file)]
            fn send(&self, message: &crate::Message) -> Result<String, Error> {}
            #[letgo::blocks(file)]
            fn send_raw(&self, envelope: &Envelope, email: &[u8]) -> Result<String, Error> {}
        }
        pub struct AsyncFileTransport<E>;
        impl<E> crate::AsyncTransport for AsyncFileTransport<E> {
            type Ok = String;
            type Error = Error;
            #[letgo::waits(file)]
            async fn send(&self, message: crate::Message) -> Result<String, Error> {}
            #[letgo::waits(file)]
            async fn send_raw(&self, envelope: &Envelope, email: &[u8]) -> Result<String, Error> {}
        }
        pub struct Error;
    }
}
