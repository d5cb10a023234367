//! Clients of remote services whose every async function waits for the network.
#![letgo::krate(aws_sdk_*, aws_config, lettre, async_openai, object_store, ldap3, tonic, hyper, hyper_util, s3, google_cloud_*, azure_*, octocrab, surf, isahc, jsonrpsee*, alloy*, ethers*, teloxide, serenity, twilight_http, stripe, async_stripe, openidconnect, oauth2, mail_send, async_smtp, tungstenite, tokio_tungstenite, awc, gcloud_*, rig, rig_core, ollama_rs, opendal, web3)]
#![letgo::waits(network)]
