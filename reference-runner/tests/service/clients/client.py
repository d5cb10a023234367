"""Every call that dify-client has for what the runner serves: client.py URL KEY KEY KEY KEY KEY."""

import json
import sys

from dify_client import ChatClient, CompletionClient
from dify_client.client import DifyClient

url, completion_key, chat_key, agent_key, flow_key, workflow_key = sys.argv[1:]
USER = "abc-123"


def client(kind, key):
    made = kind(key)
    made.base_url = url
    return made


def whole(response):
    assert response.status_code == 200, response.text
    return response.json()


def events(response):
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/event-stream")
    lines = [line for line in response.iter_lines(decode_unicode=True) if line.startswith("data: ")]
    return [json.loads(line.removeprefix("data: ")) for line in lines]


def said(stream, kind):
    return "".join(event["answer"] for event in stream if event["event"] == kind)


completion = client(CompletionClient, completion_key)
inputs = {"query": "a tale of two cities"}
blocking = whole(completion.create_completion_message(inputs, "blocking", USER))
assert blocking["event"] == "message" and blocking["mode"] == "completion", blocking
stream = events(completion.create_completion_message(inputs, "streaming", USER))
assert said(stream, "message") == blocking["answer"] == "You said: Summarise: a tale of two cities", stream
assert stream[-1]["event"] == "message_end", stream

chat = client(ChatClient, chat_key)
blocking = whole(chat.create_chat_message({}, "how are you?", USER))
conversation = blocking["conversation_id"]
assert blocking["answer"] == "You said: how are you?", blocking
stream = events(chat.create_chat_message({}, "and now?", USER, "streaming", conversation_id=conversation))
assert said(stream, "message") == "You said: and now?", stream
assert {event["conversation_id"] for event in stream} == {conversation}, stream

messages = whole(chat.get_conversation_messages(USER, conversation))
assert [message["query"] for message in messages["data"]] == ["how are you?", "and now?"], messages
last = messages["data"][1]["id"]
page = whole(chat.get_conversation_messages(USER, conversation, first_id=last, limit=1))
assert [message["query"] for message in page["data"]] == ["how are you?"] and not page["has_more"], page
conversations = whole(chat.get_conversations(USER, limit=5))
assert [each["id"] for each in conversations["data"]] == [conversation], conversations
assert whole(chat.get_conversations(USER, last_id=conversation))["data"] == []
assert whole(chat.rename_conversation(conversation, "Mine", USER))["name"] == "Mine"

assert whole(chat.message_feedback(last, "like", USER)) == {"result": "success"}
assert whole(chat.get_conversation_messages(USER, conversation))["data"][1]["feedback"] == {"rating": "like"}
assert whole(chat.message_feedback(last, None, USER)) == {"result": "success"}
assert whole(chat.get_conversation_messages(USER, conversation))["data"][1]["feedback"] is None
parameters = whole(chat.get_application_parameters(USER))
assert parameters["user_input_form"][0]["text-input"]["variable"] == "name", parameters

agent = client(ChatClient, agent_key)
stream = events(agent.create_chat_message({}, "what is 6 * 7?", USER, "streaming"))
assert said(stream, "agent_message") == "I ask the calculator. The tool says: 42", stream
refused = agent.create_chat_message({}, "what is 6 * 7?", USER)
assert (refused.status_code, refused.json()["code"]) == (400, "invalid_param"), refused.text

flow = client(ChatClient, flow_key)
blocking = whole(flow.create_chat_message({}, "how are you?", USER))
stream = events(flow.create_chat_message({}, "how are you?", USER, "streaming"))
assert said(stream, "message") == blocking["answer"] == "The model answers: You said: how are you?", stream
assert stream[0]["event"] == "workflow_started" and stream[-1]["event"] == "message_end", stream

# This package has no class for workflows; its base class sends what it is told to.
workflow = client(DifyClient, workflow_key)
for mode in ["blocking", "streaming"]:
    body = {"inputs": {"question": "how are you?"}, "response_mode": mode, "user": USER}
    response = workflow._send_request("POST", "/workflows/run", body, stream=mode == "streaming")
    data = whole(response)["data"] if mode == "blocking" else events(response)[-1]["data"]
    assert data["outputs"] == {"answer": "You said: how are you?"}, data
assert whole(workflow.get_application_parameters(USER))["user_input_form"][0]["text-input"]["variable"] == "question"

print("all calls answered")
