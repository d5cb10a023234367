//! Message brokers and job queues that are not in the caller's database.
#![letgo::krate(lapin, rdkafka, async_nats, nats, pulsar, rskafka, rumqttc, paho_mqtt, aws_sdk_sqs, amqprs, fluvio, iggy, celery, zeromq)]
#![letgo::waits(broker)]
