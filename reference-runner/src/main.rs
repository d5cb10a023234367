//! Command line → server.

use clap::Parser;
use reference_runner::config::{Cli, Command};
use reference_runner::start::ready;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    if let Some(Command::Load(load)) = cli.command {
        return load.run().await;
    }
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let ready = ready(&cli.serve).await?;
    announce(&ready);
    ready.serve(told_to_stop()).await
}

#[allow(clippy::print_stdout, reason = "the address and the keys are what the command is for")]
fn announce(ready: &reference_runner::start::Ready) {
    if let Ok(address) = ready.listener.local_addr() {
        println!("listening on http://{address}/v1");
    }
    for app in &ready.apps {
        println!("{:<14} {}", app.mode, app.key);
    }
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
