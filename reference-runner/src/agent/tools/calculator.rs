//! Sums: numbers, `+ - * /`, brackets.

use std::iter::Peekable;
use std::str::Chars;

use serde_json::{Value, json};

use super::parameter;
use crate::model::ToolSpec;

pub(super) fn spec() -> ToolSpec {
    ToolSpec {
        name: "calculator",
        description: "Computes an arithmetic expression such as 2*(3+4)",
        parameters: json!({"type": "object", "required": ["expression"], "properties": {
            "expression": {"type": "string", "description": "the expression"}}}),
    }
}

pub(super) fn invoke(input: &Value) -> Result<String, String> {
    let expression = parameter(input, "expression").ok_or("tool parameter expression not found")?;
    Ok(compute(expression)?.to_string())
}

/// Brackets may be this deep.
const DEEPEST: u32 = 50;

struct Sum<'a> {
    characters: Peekable<Chars<'a>>,
    depth: u32,
}

fn compute(expression: &str) -> Result<f64, String> {
    let mut sum = Sum { characters: expression.chars().peekable(), depth: 0 };
    let value = sum.terms()?;
    match sum.peek() {
        None if value.is_finite() => Ok(value),
        None => Err("the result is not a number".to_owned()),
        Some(other) => Err(format!("unexpected `{other}`")),
    }
}

impl Sum<'_> {
    fn peek(&mut self) -> Option<char> {
        while self.characters.next_if(|character| character.is_whitespace()).is_some() {}
        self.characters.peek().copied()
    }

    fn terms(&mut self) -> Result<f64, String> {
        let mut value = self.factors()?;
        while let Some(sign @ ('+' | '-')) = self.peek() {
            self.characters.next();
            let next = self.factors()?;
            value += if sign == '+' { next } else { -next };
        }
        Ok(value)
    }

    fn factors(&mut self) -> Result<f64, String> {
        let mut value = self.atom()?;
        while let Some(sign @ ('*' | '/')) = self.peek() {
            self.characters.next();
            let next = self.atom()?;
            value = if sign == '*' { value * next } else { value / next };
        }
        Ok(value)
    }

    fn atom(&mut self) -> Result<f64, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("the expression is too deep".to_owned());
        }
        let value = match self.peek() {
            Some('-') => {
                self.characters.next();
                -self.atom()?
            }
            Some('(') => {
                self.characters.next();
                let value = self.terms()?;
                if self.peek() != Some(')') {
                    return Err("a bracket is not closed".to_owned());
                }
                self.characters.next();
                value
            }
            _ => self.number()?,
        };
        self.depth -= 1;
        Ok(value)
    }

    fn number(&mut self) -> Result<f64, String> {
        let mut digits = String::new();
        while let Some(digit) =
            self.characters.next_if(|character| character.is_ascii_digit() || *character == '.')
        {
            digits.push(digit);
        }
        digits.parse().map_err(|_| match self.peek() {
            Some(other) => format!("unexpected `{other}`"),
            None => "the expression ends too early".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::compute;

    #[test]
    fn sums() {
        assert_eq!(compute("2*(3+4) - -1"), Ok(15.0));
        assert_eq!(compute("1 / 4"), Ok(0.25));
        for bad in ["", "1/0", "1+", "(1", "2)", "x", &"(".repeat(1000)] {
            assert!(compute(bad).is_err(), "{bad}");
        }
    }
}
