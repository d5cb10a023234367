//! What goes into a model call and what comes out of it.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Which model, and how it is called: the `model` column of an app's config, the `model` of an LLM node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelConfig {
    pub provider: String,
    pub name: String,
    #[serde(default = "chat_mode")]
    pub mode: String,
    #[serde(default)]
    pub completion_params: Map<String, Value>,
}

fn chat_mode() -> String {
    "chat".to_owned()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    System,
    User,
    Assistant,
    Tool,
}

/// One message of a prompt, in the form that is saved (`messages.message`, `process_data.prompts`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PromptMessage {
    pub role: Role,
    pub text: String,
    pub files: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<ToolCall>,
    /// The call that a tool's message answers.
    #[serde(skip)]
    pub tool_call_id: Option<String>,
}

impl PromptMessage {
    pub fn new(role: Role, text: impl Into<String>) -> Self {
        Self { role, text: text.into(), files: Vec::new(), tool_calls: Vec::new(), tool_call_id: None }
    }

    /// For the column: of an image in the text of its URL, the first and last characters.
    #[must_use]
    pub fn shortened(&self) -> Self {
        let shorten = |url: &String| match url.strip_prefix("data:").map(|_| url.len()) {
            Some(length) if length > 20 && url.is_ascii() => {
                format!("{}...{}", &url[..10], &url[length - 10..])
            }
            _ => url.clone(),
        };
        Self { files: self.files.iter().map(shorten).collect(), ..self.clone() }
    }
}

/// A tool that the model asked for; arguments are JSON text, as the model wrote them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ToolCall {
    pub id: String,
    pub name: String,
    pub arguments: String,
}

/// A tool that the model may ask for.
#[derive(Debug, Clone)]
pub struct ToolSpec {
    pub name: &'static str,
    pub description: &'static str,
    pub parameters: Value,
}

/// One piece of an answer.
#[derive(Debug, Clone, Default)]
pub struct LlmDelta {
    pub text: String,
    pub tool_calls: Vec<ToolCall>,
    /// Once, near the end.
    pub usage: Option<Usage>,
}

/// A whole answer.
#[derive(Debug, Clone, Default)]
pub struct LlmResult {
    pub text: String,
    pub tool_calls: Vec<ToolCall>,
    pub usage: Option<Usage>,
}

impl LlmResult {
    pub fn add(&mut self, delta: &LlmDelta) {
        self.text.push_str(&delta.text);
        self.tool_calls.extend(delta.tool_calls.iter().cloned());
        if self.usage.is_none() {
            self.usage.clone_from(&delta.usage);
        }
    }
}

/// A price: exact, printed in plain notation, as text in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price(Decimal);

impl Price {
    /// What is shown when nothing was paid.
    pub fn zero() -> Self {
        Self(Decimal::new(0, 1))
    }

    pub fn of(tokens: u64, unit_price: Price, unit: Price) -> Self {
        let exact = Decimal::from(tokens) * unit_price.0 * unit.0;
        let mut price = exact.round_dp_with_strategy(7, RoundingStrategy::MidpointAwayFromZero);
        price.rescale(7);
        Self(price)
    }

    pub fn new(digits: i64, scale: u32) -> Self {
        Self(Decimal::new(digits, scale))
    }

    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Price {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Tokens and prices of one answer, in the wire's order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Usage {
    pub prompt_tokens: u64,
    pub prompt_unit_price: Price,
    pub prompt_price_unit: Price,
    pub prompt_price: Price,
    pub completion_tokens: u64,
    pub completion_unit_price: Price,
    pub completion_price_unit: Price,
    pub completion_price: Price,
    pub total_tokens: u64,
    pub total_price: Price,
    pub currency: &'static str,
    pub latency: f64,
}

impl Usage {
    pub fn zero() -> Self {
        let none = Price::zero();
        Self {
            prompt_tokens: 0,
            prompt_unit_price: none,
            prompt_price_unit: none,
            prompt_price: none,
            completion_tokens: 0,
            completion_unit_price: none,
            completion_price_unit: none,
            completion_price: none,
            total_tokens: 0,
            total_price: none,
            currency: "USD",
            latency: 0.0,
        }
    }

    /// Priced by the list of the default model: one and two thousandths of a dollar per thousand tokens.
    pub fn priced(prompt_tokens: u64, completion_tokens: u64, latency: f64) -> Self {
        let (per_prompt, per_completion, unit) = (Price::new(1, 3), Price::new(2, 3), Price::new(1, 3));
        let prompt_price = Price::of(prompt_tokens, per_prompt, unit);
        let completion_price = Price::of(completion_tokens, per_completion, unit);
        Self {
            prompt_tokens,
            prompt_unit_price: per_prompt,
            prompt_price_unit: unit,
            prompt_price,
            completion_tokens,
            completion_unit_price: per_completion,
            completion_price_unit: unit,
            completion_price,
            total_tokens: prompt_tokens + completion_tokens,
            total_price: prompt_price.plus(completion_price),
            currency: "USD",
            latency,
        }
    }

    /// Sums up the calls of an agent.
    pub fn add(&mut self, other: &Self) {
        self.prompt_unit_price = other.prompt_unit_price;
        self.prompt_price_unit = other.prompt_price_unit;
        self.completion_unit_price = other.completion_unit_price;
        self.completion_price_unit = other.completion_price_unit;
        self.prompt_tokens += other.prompt_tokens;
        self.prompt_price = self.prompt_price.plus(other.prompt_price);
        self.completion_tokens += other.completion_tokens;
        self.completion_price = self.completion_price.plus(other.completion_price);
        self.total_tokens += other.total_tokens;
        self.total_price = self.total_price.plus(other.total_price);
        self.latency += other.latency;
    }
}

/// An estimate where the model does not tell: about four characters a token.
pub fn estimated_tokens(text: &str) -> u64 {
    (text.chars().count() as u64).div_ceil(4)
}

/// The same for a whole prompt.
pub fn prompt_tokens(messages: &[PromptMessage]) -> u64 {
    messages.iter().map(|message| estimated_tokens(&message.text) + 3).sum()
}

#[cfg(test)]
mod tests {
    use super::{Price, Usage};

    #[test]
    fn prices_are_plain_text_rounded_half_up() {
        let usage = serde_json::to_value(Usage::priced(1033, 5, 0.5)).expect("plain data");
        assert_eq!(usage["prompt_price"], "0.0010330");
        assert_eq!(Price::of(5, Price::new(1, 5), Price::new(1, 2)).to_string(), "0.0000005");
        assert_eq!(Price::of(1, Price::new(5, 7), Price::new(1, 1)).to_string(), "0.0000001");
        assert_eq!(serde_json::to_value(Usage::zero()).expect("plain data")["total_price"], "0.0");
    }
}
