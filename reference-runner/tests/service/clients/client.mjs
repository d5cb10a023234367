// Every call that dify-client has for what the runner serves: client.mjs URL KEY KEY KEY KEY KEY.

import assert from "node:assert/strict";
import { ChatClient, CompletionClient } from "dify-client";

const [url, completionKey, chatKey, agentKey, flowKey, workflowKey] = process.argv.slice(2);
const user = "abc-123";

async function events(response) {
  let text = "";
  for await (const chunk of response.data) text += chunk;
  assert(text.endsWith("\n\n"));
  const blocks = text.split("\n\n").filter((block) => block.startsWith("data: "));
  return blocks.map((block) => JSON.parse(block.slice("data: ".length)));
}

const said = (stream, kind) =>
  stream.filter((event) => event.event === kind).map((event) => event.answer).join("");

const completion = new CompletionClient(completionKey, url);
const inputs = { query: "a tale of two cities" };
let blocking = (await completion.createCompletionMessage(inputs, user)).data;
let stream = await events(await completion.createCompletionMessage(inputs, user, true));
assert.equal(blocking.answer, "You said: Summarise: a tale of two cities");
assert.equal(said(stream, "message"), blocking.answer);

const chat = new ChatClient(chatKey, url);
blocking = (await chat.createChatMessage({}, "how are you?", user)).data;
assert.equal(blocking.answer, "You said: how are you?");
const conversation = blocking.conversation_id;
stream = await events(await chat.createChatMessage({}, "and now?", user, true, conversation));
assert.equal(said(stream, "message"), "You said: and now?");
assert.equal(stream.at(-1).conversation_id, conversation);

let messages = (await chat.getConversationMessages(user, conversation)).data;
assert.deepEqual(messages.data.map((message) => message.query), ["how are you?", "and now?"]);
const last = messages.data[1].id;
messages = (await chat.getConversationMessages(user, conversation, last, 1)).data;
assert.deepEqual(messages.data.map((message) => message.query), ["how are you?"]);
assert.equal((await chat.getConversations(user)).data.data[0].id, conversation);
assert.equal((await chat.renameConversation(conversation, "Mine", user, false)).data.name, "Mine");
assert.equal((await chat.renameConversation(conversation, "", user, true)).data.id, conversation);
assert.deepEqual((await chat.messageFeedback(last, "dislike", user)).data, { result: "success" });
assert.equal((await chat.getApplicationParameters(user)).data.user_input_form[0]["text-input"].variable, "name");
assert.equal((await chat.deleteConversation(conversation, user)).status, 204);
assert.deepEqual((await chat.getConversations(user)).data.data, []);

const agent = new ChatClient(agentKey, url);
stream = await events(await agent.createChatMessage({}, "what is 6 * 7?", user, true));
assert.equal(said(stream, "agent_message"), "I ask the calculator. The tool says: 42");
await assert.rejects(agent.createChatMessage({}, "what is 6 * 7?", user), { status: 400 });

const flow = new ChatClient(flowKey, url);
blocking = (await flow.createChatMessage({}, "how are you?", user)).data;
stream = await events(await flow.createChatMessage({}, "how are you?", user, true));
assert.equal(blocking.answer, "The model answers: You said: how are you?");
assert.equal(said(stream, "message"), blocking.answer);

const workflow = new CompletionClient(workflowKey, url);
blocking = (await workflow.runWorkflow({ question: "how are you?" }, user)).data;
assert.deepEqual(blocking.data.outputs, { answer: "You said: how are you?" });
stream = await events(await workflow.runWorkflow({ question: "how are you?" }, user, true));
assert.deepEqual(stream.at(-1).data.outputs, blocking.data.outputs);

console.log("all calls answered");
