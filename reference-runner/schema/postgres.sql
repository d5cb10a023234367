-- The tables of the original service that the runner reads or writes, in their 0.6.10 form.
-- On a copy of such a database every statement finds its table there and does nothing.
CREATE TABLE IF NOT EXISTS tenants (
    id uuid PRIMARY KEY,
    name varchar(255) NOT NULL,
    plan varchar(255) NOT NULL DEFAULT 'basic',
    status varchar(255) NOT NULL DEFAULT 'normal',
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS apps (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    name varchar(255) NOT NULL,
    description text NOT NULL DEFAULT '',
    mode varchar(255) NOT NULL,
    app_model_config_id uuid,
    workflow_id uuid,
    status varchar(255) NOT NULL DEFAULT 'normal',
    enable_site boolean NOT NULL,
    enable_api boolean NOT NULL,
    api_rpm integer NOT NULL DEFAULT 0,
    api_rph integer NOT NULL DEFAULT 0,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS api_tokens (
    id uuid PRIMARY KEY,
    app_id uuid,
    tenant_id uuid,
    type varchar(16) NOT NULL,
    token varchar(255) NOT NULL,
    last_used_at timestamp,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS app_model_configs (
    id uuid PRIMARY KEY,
    app_id uuid NOT NULL,
    provider varchar(255),
    model_id varchar(255),
    model text,
    user_input_form text,
    pre_prompt text,
    prompt_type varchar(255) NOT NULL DEFAULT 'simple',
    agent_mode text,
    dataset_query_variable varchar(255),
    opening_statement text,
    chat_prompt_config text,
    completion_prompt_config text,
    dataset_configs text,
    external_data_tools text,
    sensitive_word_avoidance text,
    retriever_resource text,
    suggested_questions text,
    suggested_questions_after_answer text,
    more_like_this text,
    speech_to_text text,
    text_to_speech text,
    file_upload text,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS end_users (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    app_id uuid,
    type varchar(255) NOT NULL,
    is_anonymous boolean NOT NULL DEFAULT true,
    session_id varchar(255) NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS conversations (
    id uuid PRIMARY KEY,
    app_id uuid NOT NULL,
    app_model_config_id uuid,
    model_provider varchar(255),
    override_model_configs text,
    model_id varchar(255),
    mode varchar(255) NOT NULL,
    name varchar(255) NOT NULL,
    inputs json,
    introduction text,
    system_instruction text,
    system_instruction_tokens integer NOT NULL DEFAULT 0,
    status varchar(255) NOT NULL,
    invoke_from varchar(255),
    from_source varchar(255) NOT NULL,
    from_end_user_id uuid,
    from_account_id uuid,
    is_deleted boolean NOT NULL DEFAULT false,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS messages (
    id uuid PRIMARY KEY,
    app_id uuid NOT NULL,
    model_provider varchar(255),
    model_id varchar(255),
    override_model_configs text,
    conversation_id uuid NOT NULL,
    inputs json,
    query text NOT NULL,
    message json NOT NULL,
    message_tokens integer NOT NULL DEFAULT 0,
    message_unit_price numeric(10,4) NOT NULL,
    message_price_unit numeric(10,7) NOT NULL DEFAULT 0.001,
    answer text NOT NULL,
    answer_tokens integer NOT NULL DEFAULT 0,
    answer_unit_price numeric(10,4) NOT NULL,
    answer_price_unit numeric(10,7) NOT NULL DEFAULT 0.001,
    provider_response_latency double precision NOT NULL DEFAULT 0,
    total_price numeric(10,7),
    currency varchar(255) NOT NULL,
    message_metadata text,
    invoke_from varchar(255),
    from_source varchar(255) NOT NULL,
    from_end_user_id uuid,
    from_account_id uuid,
    agent_based boolean NOT NULL DEFAULT false,
    workflow_run_id uuid,
    status varchar(255) NOT NULL DEFAULT 'normal',
    error text,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS message_files (
    id uuid PRIMARY KEY,
    message_id uuid NOT NULL,
    type varchar(255) NOT NULL,
    transfer_method varchar(255) NOT NULL,
    url text,
    belongs_to varchar(255),
    upload_file_id uuid,
    created_by_role varchar(255) NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS message_agent_thoughts (
    id uuid PRIMARY KEY,
    message_id uuid NOT NULL,
    message_chain_id uuid,
    position integer NOT NULL,
    thought text,
    tool text,
    tool_labels_str text NOT NULL DEFAULT '{}',
    tool_meta_str text NOT NULL DEFAULT '{}',
    tool_input text,
    observation text,
    tool_process_data text,
    message text,
    message_token integer,
    message_unit_price numeric,
    message_price_unit numeric(10,7) NOT NULL DEFAULT 0.001,
    message_files text,
    answer text,
    answer_token integer,
    answer_unit_price numeric,
    answer_price_unit numeric(10,7) NOT NULL DEFAULT 0.001,
    tokens integer,
    total_price numeric,
    currency varchar(255),
    latency double precision,
    created_by_role varchar(255) NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS workflows (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    app_id uuid NOT NULL,
    type varchar(255) NOT NULL,
    version varchar(255) NOT NULL,
    graph text,
    features text,
    created_by uuid NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_by uuid,
    updated_at timestamp
);
CREATE TABLE IF NOT EXISTS workflow_runs (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    app_id uuid NOT NULL,
    sequence_number integer NOT NULL,
    workflow_id uuid NOT NULL,
    type varchar(255) NOT NULL,
    triggered_from varchar(255) NOT NULL,
    version varchar(255) NOT NULL,
    graph text,
    inputs text,
    status varchar(255) NOT NULL,
    outputs text,
    error text,
    elapsed_time double precision NOT NULL DEFAULT 0,
    total_tokens integer NOT NULL DEFAULT 0,
    total_steps integer DEFAULT 0,
    created_by_role varchar(255) NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    finished_at timestamp
);
CREATE TABLE IF NOT EXISTS workflow_node_executions (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    app_id uuid NOT NULL,
    workflow_id uuid NOT NULL,
    triggered_from varchar(255) NOT NULL,
    workflow_run_id uuid,
    index integer NOT NULL,
    predecessor_node_id varchar(255),
    node_id varchar(255) NOT NULL,
    node_type varchar(255) NOT NULL,
    title varchar(255) NOT NULL,
    inputs text,
    process_data text,
    outputs text,
    status varchar(255) NOT NULL,
    error text,
    elapsed_time double precision NOT NULL DEFAULT 0,
    execution_metadata text,
    created_by_role varchar(255) NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    finished_at timestamp
);
CREATE TABLE IF NOT EXISTS workflow_app_logs (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    app_id uuid NOT NULL,
    workflow_id uuid NOT NULL,
    workflow_run_id uuid NOT NULL,
    created_from varchar(255) NOT NULL,
    created_by_role varchar(255) NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS message_feedbacks (
    id uuid PRIMARY KEY,
    app_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    message_id uuid NOT NULL,
    rating varchar(255) NOT NULL,
    content text,
    from_source varchar(255) NOT NULL,
    from_end_user_id uuid,
    from_account_id uuid,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
-- Written by what is not here; there, so that whoever reads the tables of the original finds them.
CREATE TABLE IF NOT EXISTS message_annotations (
    id uuid PRIMARY KEY,
    app_id uuid NOT NULL,
    conversation_id uuid,
    message_id uuid,
    question text,
    content text NOT NULL,
    hit_count integer NOT NULL DEFAULT 0,
    account_id uuid NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS app_annotation_settings (
    id uuid PRIMARY KEY,
    app_id uuid NOT NULL,
    score_threshold double precision NOT NULL DEFAULT 0,
    collection_binding_id uuid NOT NULL,
    created_user_id uuid NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_user_id uuid NOT NULL,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS app_annotation_hit_histories (
    id uuid PRIMARY KEY,
    app_id uuid NOT NULL,
    annotation_id uuid NOT NULL,
    source text NOT NULL,
    question text NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    score double precision NOT NULL DEFAULT 0,
    message_id uuid NOT NULL,
    annotation_question text NOT NULL,
    annotation_content text NOT NULL
);
CREATE TABLE IF NOT EXISTS tool_conversation_variables (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    variables_str text NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS dataset_retriever_resources (
    id uuid PRIMARY KEY,
    message_id uuid NOT NULL,
    position integer NOT NULL,
    dataset_id uuid NOT NULL,
    dataset_name text NOT NULL,
    document_id uuid NOT NULL,
    document_name text NOT NULL,
    data_source_type text NOT NULL,
    segment_id uuid NOT NULL,
    score double precision,
    content text NOT NULL,
    hit_count integer,
    word_count integer,
    segment_position integer,
    index_node_hash text,
    retriever_from text NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS providers (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    provider_name varchar(255) NOT NULL,
    provider_type varchar(40) NOT NULL DEFAULT 'custom',
    encrypted_config text,
    is_valid boolean NOT NULL DEFAULT false,
    last_used timestamp,
    quota_type varchar(40) DEFAULT '',
    quota_limit bigint,
    quota_used bigint DEFAULT 0,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
-- The runner's own: which server answers which task, so that another can finish the rows of one that died.
CREATE TABLE IF NOT EXISTS runner_tasks (
    id uuid PRIMARY KEY,
    server_id uuid NOT NULL,
    message_id uuid,
    workflow_run_id uuid,
    seen_at timestamp NOT NULL
);
CREATE INDEX IF NOT EXISTS runner_api_tokens_by_token ON api_tokens (token, type);
CREATE INDEX IF NOT EXISTS runner_end_users_by_session ON end_users (session_id, app_id);
CREATE INDEX IF NOT EXISTS runner_conversations_by_user ON conversations (app_id, from_end_user_id);
CREATE INDEX IF NOT EXISTS runner_messages_by_conversation ON messages (conversation_id);
CREATE INDEX IF NOT EXISTS runner_feedbacks_by_message ON message_feedbacks (message_id);
CREATE INDEX IF NOT EXISTS runner_thoughts_by_message ON message_agent_thoughts (message_id);
CREATE INDEX IF NOT EXISTS runner_runs_by_sequence ON workflow_runs (tenant_id, app_id, sequence_number);
CREATE INDEX IF NOT EXISTS runner_executions_by_run ON workflow_node_executions (workflow_run_id);
