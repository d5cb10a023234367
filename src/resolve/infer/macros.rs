//! Values of macros: of the standard library's, and of those that a header declares.

use super::super::{Container, Def, Namespace, Resolution, Ty};
use super::Infer;
use crate::catalogue::FunctionFact;
use crate::ir::{ExprId, MacroCall, MacroEffect, Name, Path, Segment};

impl Infer<'_> {
    pub(super) fn macro_(&mut self, id: ExprId, call: &MacroCall) -> Ty {
        let types: Vec<Ty> = call.args.iter().map(|arg| self.expr(*arg)).collect();
        let name = call.path.last_name().unwrap_or_else(|| Name::from(""));
        match name.as_str() {
            "vec" => {
                let item = types.into_iter().reduce(|a, b| self.join(a, b));
                let item = item.unwrap_or_else(|| self.fresh());
                return self.std_adt("std::vec::Vec", vec![item]);
            }
            "format" | "concat" | "env" | "include_str" => {
                return self.std_adt("std::string::String", Vec::new());
            }
            _ => {}
        }
        if call.effect == MacroEffect::Diverges {
            return Ty::Never;
        }
        self.declared(id, &call.path).unwrap_or(Ty::Unknown)
    }

    fn std_adt(&self, path: &str, args: Vec<Ty>) -> Ty {
        self.program.known_adt(path).map_or(Ty::Unknown, |adt| Ty::Adt(adt, args.into()))
    }

    /// The function of the header's module `macros` that stands for a macro: `sqlx::query!` is `sqlx::macros::query`.
    fn declared(&mut self, id: ExprId, path: &Path) -> Option<Ty> {
        let name = path.last_name()?;
        let krate = self.macro_crate(path)?;
        let root = self.program.krate(krate).root;
        let segments = ["macros", name.as_str()].map(|name| Segment::plain(Name::from(name))).to_vec();
        let inner = Path { qself: None, global: false, segments: segments.into(), span: path.span };
        let Some(Resolution::Def(Def::Function(function), 2)) =
            self.program.resolve_path(root, &inner, Namespace::Values)
        else {
            return None;
        };
        let def = self.program.function(function);
        if !def.facts.has(FunctionFact::MacroValue) || def.container != Container::Module {
            return None;
        }
        // `query_as!(User, …)` names the row type first.
        let substitution: Vec<(Name, Ty)> = def.generics.iter().map(|name| (*name, self.fresh())).collect();
        self.types.paths.insert(id, Def::Function(function));
        Some(self.program.substitute(&def.ret, &substitution))
    }

    /// The header crate that a macro's path leads to: by its first segment, or by an import of its name.
    fn macro_crate(&self, path: &Path) -> Option<super::super::CrateId> {
        let first = Path { segments: path.segments.iter().take(1).cloned().collect(), ..path.clone() };
        let namespaces = [Namespace::Types, Namespace::Values];
        let def = namespaces.iter().find_map(|namespace| {
            match self.program.resolve_path(self.scope.module, &first, *namespace) {
                Some(Resolution::Def(def, _)) => Some(def),
                _ => None,
            }
        })?;
        let module = match def {
            Def::Module(module) => module,
            Def::Function(function) => self.program.function(function).module,
            _ => return None,
        };
        let krate = self.program.crate_of(module);
        self.program.krate(krate).is_header.then_some(krate)
    }
}
