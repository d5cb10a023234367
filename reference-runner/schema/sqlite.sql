-- The tables of the original service that the runner reads or writes, in their 0.6.10 form.
-- Same tables and columns as `postgres.sql`; ids, JSON, decimals and timestamps are text.
CREATE TABLE IF NOT EXISTS tenants (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    plan TEXT NOT NULL DEFAULT 'basic',
    status TEXT NOT NULL DEFAULT 'normal',
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS apps (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    mode TEXT NOT NULL,
    app_model_config_id TEXT,
    workflow_id TEXT,
    status TEXT NOT NULL DEFAULT 'normal',
    enable_site INTEGER NOT NULL,
    enable_api INTEGER NOT NULL,
    api_rpm INTEGER NOT NULL DEFAULT 0,
    api_rph INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS api_tokens (
    id TEXT PRIMARY KEY,
    app_id TEXT,
    tenant_id TEXT,
    type TEXT NOT NULL,
    token TEXT NOT NULL,
    last_used_at TEXT,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS app_model_configs (
    id TEXT PRIMARY KEY,
    app_id TEXT NOT NULL,
    provider TEXT,
    model_id TEXT,
    model TEXT,
    user_input_form TEXT,
    pre_prompt TEXT,
    prompt_type TEXT NOT NULL DEFAULT 'simple',
    agent_mode TEXT,
    dataset_query_variable TEXT,
    opening_statement TEXT,
    chat_prompt_config TEXT,
    completion_prompt_config TEXT,
    dataset_configs TEXT,
    external_data_tools TEXT,
    sensitive_word_avoidance TEXT,
    retriever_resource TEXT,
    suggested_questions TEXT,
    suggested_questions_after_answer TEXT,
    more_like_this TEXT,
    speech_to_text TEXT,
    text_to_speech TEXT,
    file_upload TEXT,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS end_users (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    app_id TEXT,
    type TEXT NOT NULL,
    is_anonymous INTEGER NOT NULL DEFAULT 1,
    session_id TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY,
    app_id TEXT NOT NULL,
    app_model_config_id TEXT,
    model_provider TEXT,
    override_model_configs TEXT,
    model_id TEXT,
    mode TEXT NOT NULL,
    name TEXT NOT NULL,
    inputs TEXT,
    introduction TEXT,
    system_instruction TEXT,
    system_instruction_tokens INTEGER NOT NULL DEFAULT 0,
    status TEXT NOT NULL,
    invoke_from TEXT,
    from_source TEXT NOT NULL,
    from_end_user_id TEXT,
    from_account_id TEXT,
    is_deleted INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY,
    app_id TEXT NOT NULL,
    model_provider TEXT,
    model_id TEXT,
    override_model_configs TEXT,
    conversation_id TEXT NOT NULL,
    inputs TEXT,
    query TEXT NOT NULL,
    message TEXT NOT NULL,
    message_tokens INTEGER NOT NULL DEFAULT 0,
    message_unit_price TEXT NOT NULL,
    message_price_unit TEXT NOT NULL DEFAULT '0.001',
    answer TEXT NOT NULL,
    answer_tokens INTEGER NOT NULL DEFAULT 0,
    answer_unit_price TEXT NOT NULL,
    answer_price_unit TEXT NOT NULL DEFAULT '0.001',
    provider_response_latency REAL NOT NULL DEFAULT 0,
    total_price TEXT,
    currency TEXT NOT NULL,
    message_metadata TEXT,
    invoke_from TEXT,
    from_source TEXT NOT NULL,
    from_end_user_id TEXT,
    from_account_id TEXT,
    agent_based INTEGER NOT NULL DEFAULT 0,
    workflow_run_id TEXT,
    status TEXT NOT NULL DEFAULT 'normal',
    error TEXT,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS message_files (
    id TEXT PRIMARY KEY,
    message_id TEXT NOT NULL,
    type TEXT NOT NULL,
    transfer_method TEXT NOT NULL,
    url TEXT,
    belongs_to TEXT,
    upload_file_id TEXT,
    created_by_role TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS message_agent_thoughts (
    id TEXT PRIMARY KEY,
    message_id TEXT NOT NULL,
    message_chain_id TEXT,
    position INTEGER NOT NULL,
    thought TEXT,
    tool TEXT,
    tool_labels_str TEXT NOT NULL DEFAULT '{}',
    tool_meta_str TEXT NOT NULL DEFAULT '{}',
    tool_input TEXT,
    observation TEXT,
    tool_process_data TEXT,
    message TEXT,
    message_token INTEGER,
    message_unit_price TEXT,
    message_price_unit TEXT NOT NULL DEFAULT '0.001',
    message_files TEXT,
    answer TEXT,
    answer_token INTEGER,
    answer_unit_price TEXT,
    answer_price_unit TEXT NOT NULL DEFAULT '0.001',
    tokens INTEGER,
    total_price TEXT,
    currency TEXT,
    latency REAL,
    created_by_role TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS workflows (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    type TEXT NOT NULL,
    version TEXT NOT NULL,
    graph TEXT,
    features TEXT,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_by TEXT,
    updated_at TEXT
);
CREATE TABLE IF NOT EXISTS workflow_runs (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    sequence_number INTEGER NOT NULL,
    workflow_id TEXT NOT NULL,
    type TEXT NOT NULL,
    triggered_from TEXT NOT NULL,
    version TEXT NOT NULL,
    graph TEXT,
    inputs TEXT,
    status TEXT NOT NULL,
    outputs TEXT,
    error TEXT,
    elapsed_time REAL NOT NULL DEFAULT 0,
    total_tokens INTEGER NOT NULL DEFAULT 0,
    total_steps INTEGER DEFAULT 0,
    created_by_role TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    finished_at TEXT
);
CREATE TABLE IF NOT EXISTS workflow_node_executions (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    workflow_id TEXT NOT NULL,
    triggered_from TEXT NOT NULL,
    workflow_run_id TEXT,
    "index" INTEGER NOT NULL,
    predecessor_node_id TEXT,
    node_id TEXT NOT NULL,
    node_type TEXT NOT NULL,
    title TEXT NOT NULL,
    inputs TEXT,
    process_data TEXT,
    outputs TEXT,
    status TEXT NOT NULL,
    error TEXT,
    elapsed_time REAL NOT NULL DEFAULT 0,
    execution_metadata TEXT,
    created_by_role TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    finished_at TEXT
);
CREATE TABLE IF NOT EXISTS workflow_app_logs (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    workflow_id TEXT NOT NULL,
    workflow_run_id TEXT NOT NULL,
    created_from TEXT NOT NULL,
    created_by_role TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS message_feedbacks (
    id TEXT PRIMARY KEY,
    app_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    rating TEXT NOT NULL,
    content TEXT,
    from_source TEXT NOT NULL,
    from_end_user_id TEXT,
    from_account_id TEXT,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
-- Written by what is not here; there, so that whoever reads the tables of the original finds them.
CREATE TABLE IF NOT EXISTS message_annotations (
    id TEXT PRIMARY KEY,
    app_id TEXT NOT NULL,
    conversation_id TEXT,
    message_id TEXT,
    question TEXT,
    content TEXT NOT NULL,
    hit_count INTEGER NOT NULL DEFAULT 0,
    account_id TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS app_annotation_settings (
    id TEXT PRIMARY KEY,
    app_id TEXT NOT NULL,
    score_threshold REAL NOT NULL DEFAULT 0,
    collection_binding_id TEXT NOT NULL,
    created_user_id TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_user_id TEXT NOT NULL,
    updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS app_annotation_hit_histories (
    id TEXT PRIMARY KEY,
    app_id TEXT NOT NULL,
    annotation_id TEXT NOT NULL,
    source TEXT NOT NULL,
    question TEXT NOT NULL,
    account_id TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    score REAL NOT NULL DEFAULT 0,
    message_id TEXT NOT NULL,
    annotation_question TEXT NOT NULL,
    annotation_content TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS tool_conversation_variables (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    variables_str TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS dataset_retriever_resources (
    id TEXT PRIMARY KEY,
    message_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    dataset_id TEXT NOT NULL,
    dataset_name TEXT NOT NULL,
    document_id TEXT NOT NULL,
    document_name TEXT NOT NULL,
    data_source_type TEXT NOT NULL,
    segment_id TEXT NOT NULL,
    score REAL,
    content TEXT NOT NULL,
    hit_count INTEGER,
    word_count INTEGER,
    segment_position INTEGER,
    index_node_hash TEXT,
    retriever_from TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE IF NOT EXISTS providers (
    id TEXT PRIMARY KEY,
    tenant_id TEXT NOT NULL,
    provider_name TEXT NOT NULL,
    provider_type TEXT NOT NULL DEFAULT 'custom',
    encrypted_config TEXT,
    is_valid INTEGER NOT NULL DEFAULT false,
    last_used TEXT,
    quota_type TEXT DEFAULT '',
    quota_limit INTEGER,
    quota_used INTEGER DEFAULT 0,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
-- The runner's own: which server answers which task, so that another can finish the rows of one that died.
CREATE TABLE IF NOT EXISTS runner_tasks (
    id TEXT PRIMARY KEY,
    server_id TEXT NOT NULL,
    message_id TEXT,
    workflow_run_id TEXT,
    seen_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS runner_api_tokens_by_token ON api_tokens (token, type);
CREATE INDEX IF NOT EXISTS runner_end_users_by_session ON end_users (session_id, app_id);
CREATE INDEX IF NOT EXISTS runner_conversations_by_user ON conversations (app_id, from_end_user_id);
CREATE INDEX IF NOT EXISTS runner_messages_by_conversation ON messages (conversation_id);
CREATE INDEX IF NOT EXISTS runner_feedbacks_by_message ON message_feedbacks (message_id);
CREATE INDEX IF NOT EXISTS runner_thoughts_by_message ON message_agent_thoughts (message_id);
CREATE INDEX IF NOT EXISTS runner_runs_by_sequence ON workflow_runs (tenant_id, app_id, sequence_number);
CREATE INDEX IF NOT EXISTS runner_executions_by_run ON workflow_node_executions (workflow_run_id);
