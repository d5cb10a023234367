//! From a body to graphs.
//!
//! The shape follows rustc's own MIR construction (Reference, `destructors`): a stack of scopes, each with the slots
//! that die when it is left; temporaries go to the scope that is current for temporaries, variables to the innermost
//! block. Only slots that can own a guard exist; everything else is evaluated for its effects.

mod call;
mod control;
mod expr;
mod future;
mod lent;
mod pattern;
mod place;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ir::{ExprId, ExprKind, LocalId, Name, PatKind};
use crate::resolve::{BodyOwner, BodyTypes, FunctionId, Program, Ty};
use crate::source::Span;

use super::captures::{CaptureMode, Scene};
use super::components::{Capturing, Component, captured_in, components};
use super::graph::{
    BitId, Block, BlockId, BodyFlow, Context, ContextKind, Graph, Operation, Point, PointId, PointKind, Slot,
    SlotId, SlotKind, TemporaryIn,
};
use super::{mentions, solve};
use place::Place;

pub(super) fn analyse(program: &Program, owner: BodyOwner, types: &BodyTypes) -> BodyFlow {
    let body = program.body(owner.file, owner.body);
    let edition = program.edition(program.function(owner.function).module);
    let scene = Scene { program, body, types, edition };
    let mentions = mentions::collect(&scene);

    let nested = nested(body);
    let capturing = capturing(&scene, &nested);
    let mut contexts = vec![Builder::new(scene, &capturing, &mentions).function(owner.function)];
    for closure in nested {
        contexts.push(Builder::new(scene, &capturing, &mentions).nested(closure));
    }
    BodyFlow { contexts, mentions }
}

/// Closures and async blocks, in source order.
fn nested(body: &crate::ir::Body) -> Vec<ExprId> {
    let mut nested = Vec::new();
    body.each_below(body.root, &mut |id| {
        if matches!(body.expr(id).kind, ExprKind::Closure(_) | ExprKind::Async(_)) {
            nested.push(id);
        }
    });
    nested
}

/// Closures and async blocks that own a guard they captured, or another one that does.
fn capturing(scene: &Scene<'_>, nested: &[ExprId]) -> Capturing {
    let mut found = Capturing::default();
    let mut moved: Vec<(ExprId, Ty)> = Vec::new();
    for closure in nested {
        for capture in scene.captures(*closure) {
            if capture.mode != CaptureMode::Move {
                continue;
            }
            let mut ty = scene.types.local(capture.local).clone();
            for field in &capture.path {
                ty = scene.program.field(&ty, *field).map_or(Ty::Unknown, |(ty, _)| ty);
            }
            moved.push((*closure, ty));
        }
    }
    loop {
        let before = found.len();
        for (closure, ty) in &moved {
            if !found.contains_key(closure)
                && let Some(guard) = scene
                    .program
                    .guard(ty)
                    .filter(|guard| !guard.borrowed)
                    .or_else(|| captured_in(ty, &found))
            {
                found.insert(*closure, guard);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// Behind a trait object, however wrapped.
fn is_erased(ty: &Ty) -> bool {
    match ty {
        Ty::Dyn(_) => true,
        Ty::Adt(_, args) => args.iter().any(is_erased),
        _ => false,
    }
}

/// The slots that die when a scope is left.
#[derive(Debug, Default)]
struct Scope {
    drops: Vec<SlotId>,
}

/// Where `break` and `continue` go.
struct Frame {
    label: Option<Name>,
    /// `break` without a label does not leave a labelled block.
    is_loop: bool,
    break_to: BlockId,
    continue_to: Option<BlockId>,
    /// Scopes from here on are left.
    depth: usize,
    dest: Place,
}

/// Where control goes when a condition or pattern fails; scopes from `depth` on are left on the way.
#[derive(Clone, Copy)]
struct Otherwise {
    block: BlockId,
    depth: usize,
}

struct Builder<'a> {
    scene: Scene<'a>,
    capturing: &'a Capturing,
    graph: Graph,
    slots: Vec<Slot>,
    /// First bit of each slot; its components follow one another.
    first_bits: Vec<u32>,
    points: Vec<Point>,
    current: BlockId,
    scopes: Vec<Scope>,
    /// Temporaries go to this scope …
    temporaries: usize,
    /// … and this is why they live there.
    reason: TemporaryIn,
    /// Variables go to this scope.
    block: usize,
    variables: FxHashMap<LocalId, SlotId>,
    /// Variables that are another name for a place: `let slot = &mut held`.
    aliases: FxHashMap<LocalId, Place>,
    frames: Vec<Frame>,
    /// Rvalues whose temporaries live as long as the `let` they are in, with that scope.
    extended: FxHashMap<ExprId, usize>,
    mentions: &'a mentions::Mentions,
    /// Blocks at the end of which the body is left, by `return`, `?` or having reached its end.
    exits: Vec<BlockId>,
    /// Where the value of the body goes.
    result: Place,
    /// The call whose future is awaited where it is made.
    awaiting: Option<ExprId>,
    /// How many calls lead to this body, for a body that is only asked what it does to its parameters.
    depth: usize,
}

impl<'a> Builder<'a> {
    fn new(scene: Scene<'a>, capturing: &'a Capturing, mentions: &'a mentions::Mentions) -> Self {
        let graph = Graph { blocks: vec![Block::default()], ..Graph::default() };
        Self {
            scene,
            capturing,
            mentions,
            graph,
            slots: Vec::new(),
            first_bits: Vec::new(),
            points: Vec::new(),
            current: BlockId(0),
            scopes: vec![Scope::default()],
            temporaries: 0,
            reason: TemporaryIn::Statement,
            block: 0,
            variables: FxHashMap::default(),
            aliases: FxHashMap::default(),
            frames: Vec::new(),
            extended: FxHashMap::default(),
            exits: Vec::new(),
            result: Place::untracked(),
            awaiting: None,
            depth: 0,
        }
    }

    fn function(mut self, function: FunctionId) -> Context {
        let is_async = self.scene.program.function(function).is_async;
        self.parameters(function);
        let root = self.scene.body.root;
        self.finish(ContextKind::Function { is_async }, root)
    }

    fn parameters(&mut self, function: FunctionId) {
        let def = self.scene.program.function(function);
        let body = self.scene.body;
        if let Some(local) = body.self_local {
            self.parameter(Some(local), self.scene.types.local(local).clone(), body.local(local).span);
        }
        let skip = usize::from(def.self_param.is_some());
        for (index, pat) in body.params.iter().enumerate() {
            let ty = def.params.get(index + skip).cloned().unwrap_or(Ty::Unknown);
            self.pattern_parameter(*pat, ty);
        }
    }

    fn nested(mut self, closure: ExprId) -> Context {
        self.captured(closure);
        match &self.scene.body.expr(closure).kind {
            ExprKind::Closure(inner) => {
                for (pat, _) in &inner.params {
                    let ty = self.scene.types.pat(*pat).clone();
                    self.pattern_parameter(*pat, ty);
                }
                self.finish(ContextKind::Closure { expr: closure, is_async: inner.is_async }, inner.body)
            }
            ExprKind::Async(inner) => {
                let kind = match inner.kind {
                    crate::ir::AsyncKind::Future => ContextKind::AsyncBlock { expr: closure },
                    _ => ContextKind::Stream { expr: closure },
                };
                self.finish(kind, inner.body)
            }
            _ => self.finish(ContextKind::AsyncBlock { expr: closure }, closure),
        }
    }

    fn finish(mut self, kind: ContextKind, root: ExprId) -> Context {
        let result = self.temporary(root, TemporaryIn::Tail);
        self.evaluate(root, &result);
        if solve::solve(&self.graph, &self.slots, &mut self.points).is_err() {
            return Context { kind, slots: Vec::new(), points: Vec::new(), is_too_large: true };
        }
        self.points
            .retain(|point| point.reachable && (point.kind != PointKind::Call || !point.held.is_empty()));
        Context { kind, slots: self.slots, points: self.points, is_too_large: false }
    }

    fn evaluate(&mut self, root: ExprId, result: &Place) {
        self.result.clone_from(result);
        self.terminating(TemporaryIn::Statement, |this| this.eval(root, result));
        self.exits.push(self.current);
    }

    /// A parameter is owned by the whole body, whatever its pattern binds (`items.fn.async.drop`).
    fn pattern_parameter(&mut self, pat: crate::ir::PatId, ty: Ty) {
        let pattern = self.scene.body.pat(pat);
        if let PatKind::Bind { local, by_ref: false, sub: None, .. } = pattern.kind {
            // The variable's own type is better known when the signature leaves it open (closures).
            let ty = if ty.is_unknown() { self.scene.types.local(local).clone() } else { ty };
            self.parameter(Some(local), ty, self.scene.body.local(local).span);
        } else {
            let span = pattern.span;
            let place = self.parameter(None, ty, span);
            self.bind(pat, &place);
        }
    }

    fn parameter(&mut self, local: Option<LocalId>, ty: Ty, span: Span) -> Place {
        let kind = SlotKind::Parameter(local);
        let place = match self.new_slot(kind, ty.clone(), span, None) {
            Some(slot) => Place::of(slot),
            None => self.borrowed(kind, ty, span),
        };
        if let (Some(local), Some(slot)) = (local, place.slot) {
            self.variables.insert(local, slot);
        }
        self.set(&place);
        if self.is_borrowed(&place) {
            // Whether an option of the caller's is filled is not known here.
            let optional = self.optional(&place);
            if !optional.is_empty() {
                self.emit(Operation::Clear(optional.clone()));
                self.emit(Operation::SetPerhaps(optional));
            }
        }
        self.schedule(place.slot, 0);
        place
    }

    /// A slot for a reference to a guard that somebody else owns.
    fn borrowed(&mut self, kind: SlotKind, ty: Ty, span: Span) -> Place {
        let Some(guard) = self.scene.program.guard(&ty).filter(|guard| guard.borrowed) else {
            return Place::untracked();
        };
        // A value with guards inside may be emptied here: `self.conn = None`.
        let inside = match &ty {
            Ty::Ref { inner, .. } => self.components(inner),
            _ => Vec::new(),
        };
        let mut components: Vec<Component> =
            inside.into_iter().map(|part| Component { guard: guard.clone(), ..part }).collect();
        if components.is_empty() {
            components.push(Component { path: Vec::new(), guard });
        }
        let slot = self.push_slot(Slot { kind, ty, span, components, borrowed: true, init: None });
        Place::of(slot)
    }

    fn captured(&mut self, closure: ExprId) {
        let mut seen = FxHashSet::default();
        let captures = self.scene.captures(closure);
        for capture in &captures {
            if !seen.insert(capture.local) {
                continue;
            }
            let kind = SlotKind::Capture(capture.local);
            let ty = self.scene.types.local(capture.local).clone();
            let span = self.scene.body.local(capture.local).span;
            let moved: Vec<_> = captures
                .iter()
                .filter(|other| other.local == capture.local && other.mode == CaptureMode::Move)
                .collect();
            if moved.is_empty() {
                let inner = Ty::reference(ty, true);
                let place = self.borrowed(kind, inner, span);
                self.set(&place);
                if let Some(slot) = place.slot {
                    self.variables.insert(capture.local, slot);
                }
                continue;
            }
            let Some(slot) = self.new_slot(kind, ty.clone(), span, None) else {
                let place = self.borrowed(kind, ty, span);
                self.set(&place);
                place.slot.into_iter().for_each(|slot| {
                    self.variables.insert(capture.local, slot);
                });
                continue;
            };
            self.variables.insert(capture.local, slot);
            for capture in moved {
                let place = Place::of(slot).fields(&capture.path);
                self.set(&place);
            }
            self.schedule(Some(slot), 0);
        }
    }

    // --- slots

    /// A slot for a value of this type, if it can own a guard.
    fn new_slot(&mut self, kind: SlotKind, ty: Ty, span: Span, init: Option<ExprId>) -> Option<SlotId> {
        let components = self.components(&ty);
        if components.is_empty() {
            return None;
        }
        Some(self.push_slot(Slot { kind, ty, span, components, borrowed: false, init }))
    }

    fn components(&self, ty: &Ty) -> Vec<Component> {
        components(self.scene.program, self.capturing, ty)
    }

    fn push_slot(&mut self, slot: Slot) -> SlotId {
        let id = SlotId(self.slots.len() as u32);
        self.first_bits.push(self.graph.bits.len() as u32);
        self.graph.bits.extend((0..slot.components.len()).map(|component| (id, component)));
        self.slots.push(slot);
        id
    }

    fn owns_guard(&self, expr: ExprId) -> bool {
        let ty = self.scene.types.expr(expr);
        self.scene.owns_guard(expr) || captured_in(ty, self.capturing).is_some()
    }

    /// A place for the value of an expression, in the scope of temporaries.
    fn temporary(&mut self, expr: ExprId, place: TemporaryIn) -> Place {
        self.temporary_of(self.scene.types.expr(expr).clone(), expr, place)
    }

    fn temporary_of(&mut self, ty: Ty, expr: ExprId, place: TemporaryIn) -> Place {
        let span = self.scene.body.expr(expr).span;
        let (scope, place) = match self.extended.get(&expr) {
            Some(scope) => (*scope, TemporaryIn::Extended),
            None => (self.temporaries, place),
        };
        let Some(slot) = self.new_slot(SlotKind::Temporary { expr, place }, ty, span, Some(expr)) else {
            return Place::untracked();
        };
        self.schedule(Some(slot), scope);
        Place::of(slot)
    }

    fn declare(&mut self, local: LocalId, init: Option<ExprId>) -> Place {
        if let Some(slot) = self.variables.get(&local) {
            return Place::of(*slot);
        }
        let ty = self.scene.types.local(local).clone();
        let span = self.scene.body.local(local).span;
        let slot = self.new_slot(SlotKind::Variable(local), ty.clone(), span, init).or_else(|| {
            // `let work: Pin<Box<dyn Future>> = Box::pin(async move { … })`: the value knows what its type forgot.
            let ty = self.scene.types.expr(init.filter(|_| is_erased(&ty))?).clone();
            self.new_slot(SlotKind::Variable(local), ty, span, init)
        });
        let Some(slot) = slot else { return Place::untracked() };
        self.variables.insert(local, slot);
        self.schedule(Some(slot), self.block);
        Place::of(slot)
    }

    fn schedule(&mut self, slot: Option<SlotId>, scope: usize) {
        if let Some(slot) = slot
            && !self.scene.program.is_undropped(&self.slots[slot.index()].ty)
        {
            self.scopes[scope].drops.push(slot);
        }
    }

    // --- operations

    fn bits(&self, place: &Place) -> Vec<BitId> {
        let Some(slot) = place.slot else { return Vec::new() };
        let first = self.first_bits[slot.index()];
        self.slots[slot.index()]
            .components
            .iter()
            .enumerate()
            .filter(|(_, component)| component.path.starts_with(&place.path))
            .map(|(index, _)| BitId(first + index as u32))
            .collect()
    }

    /// The guards in a place that are there or not: of an option, of a variant.
    fn optional(&self, place: &Place) -> Vec<BitId> {
        let Some(slot) = place.slot else { return Vec::new() };
        let in_variant = |bit: &BitId| {
            let path = &self.component(slot, *bit).path;
            path.iter().any(|step| matches!(step, super::components::Projection::Variant(..)))
        };
        self.bits(place).into_iter().filter(in_variant).collect()
    }

    fn is_borrowed(&self, place: &Place) -> bool {
        place.slot.is_some_and(|slot| self.slots[slot.index()].borrowed)
    }

    fn emit(&mut self, operation: Operation) {
        self.graph.blocks[self.current.index()].operations.push(operation);
    }

    fn set(&mut self, place: &Place) {
        let bits = self.bits(place);
        if !bits.is_empty() {
            self.emit(Operation::Set(bits));
        }
    }

    /// It may be there from here on.
    fn set_perhaps(&mut self, place: &Place) {
        let bits = self.bits(place);
        if !bits.is_empty() {
            self.emit(Operation::SetPerhaps(bits));
        }
    }

    fn clear(&mut self, place: &Place) {
        let bits = self.bits(place);
        if !bits.is_empty() {
            self.emit(Operation::Clear(bits));
        }
    }

    /// Moves what is in one place to another. Parts that correspond keep what is known of them.
    fn transfer(&mut self, from: &Place, to: &Place) {
        if from.slot.is_none() || to.slot.is_none() {
            self.clear(from);
            if from.slot.is_none() {
                self.set(to);
            }
            return;
        }
        let pairs = self.pairs(from, to);
        if pairs.is_empty() {
            self.clear(from);
        } else {
            self.emit(Operation::Flow(pairs));
        }
    }

    /// As a transfer of which it is not known whether it takes place.
    fn copy(&mut self, from: &Place, to: &Place) {
        let pairs = self.pairs(from, to);
        if !pairs.is_empty() {
            self.emit(Operation::Copy(pairs));
        }
    }

    /// `mem::swap`
    fn swap(&mut self, a: &Place, b: &Place) {
        let mut pairs = self.pairs(a, b);
        pairs.extend(self.pairs(b, a));
        if !pairs.is_empty() {
            self.emit(Operation::Flow(pairs));
        }
    }

    fn pairs(&self, from: &Place, to: &Place) -> Vec<(BitId, BitId)> {
        let (Some(from_slot), Some(to_slot)) = (from.slot, to.slot) else { return Vec::new() };
        let from_bits = self.bits(from);
        let to_bits = self.bits(to);
        let mut pairs = Vec::new();
        for from_bit in &from_bits {
            let path = &self.component(from_slot, *from_bit).path[from.path.len()..];
            let same: Vec<_> = to_bits
                .iter()
                .filter(|to_bit| &self.component(to_slot, **to_bit).path[to.path.len()..] == path)
                .collect();
            if same.is_empty() {
                pairs.extend(to_bits.iter().map(|to_bit| (*from_bit, *to_bit)));
            } else {
                pairs.extend(same.into_iter().map(|to_bit| (*from_bit, *to_bit)));
            }
        }
        pairs
    }

    fn component(&self, slot: SlotId, bit: BitId) -> &Component {
        &self.slots[slot.index()].components[(bit.0 - self.first_bits[slot.index()]) as usize]
    }

    fn point(&mut self, kind: PointKind, expr: ExprId, span: Span) {
        let id = PointId(self.points.len() as u32);
        self.points.push(Point { kind, expr, span, held: Vec::new(), reachable: false });
        self.emit(Operation::Point(id));
    }

    // --- control

    fn new_block(&mut self) -> BlockId {
        self.graph.blocks.push(Block::default());
        BlockId(self.graph.blocks.len() as u32 - 1)
    }

    fn goto(&mut self, to: BlockId) {
        self.graph.blocks[self.current.index()].successors.push(to);
    }

    /// What follows cannot be reached from here.
    fn diverge(&mut self) {
        self.current = self.new_block();
    }

    /// Leaves the scopes from `depth` on and goes to a block; the current path ends.
    fn leave(&mut self, to: BlockId, depth: usize) {
        let slots = self.scopes[depth..].iter().flat_map(|scope| &scope.drops);
        let bits: Vec<BitId> = slots.flat_map(|slot| self.bits(&Place::of(*slot))).collect();
        if !bits.is_empty() {
            self.emit(Operation::Clear(bits));
        }
        self.goto(to);
        self.diverge();
    }

    /// One path goes to `otherwise`, with what `on_the_way` does there; the other goes on here.
    fn branch(&mut self, otherwise: Otherwise, on_the_way: impl FnOnce(&mut Self)) {
        let (exit, next) = (self.new_block(), self.new_block());
        self.goto(exit);
        self.goto(next);
        self.current = exit;
        on_the_way(self);
        self.leave(otherwise.block, otherwise.depth);
        self.current = next;
    }

    fn in_scope<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        self.scopes.push(Scope::default());
        let result = run(self);
        let scope = self.scopes.pop().expect("pushed above");
        for slot in scope.drops.into_iter().rev() {
            self.clear(&Place::of(slot));
        }
        result
    }

    /// A scope in which temporaries end.
    fn terminating<T>(&mut self, reason: TemporaryIn, run: impl FnOnce(&mut Self) -> T) -> T {
        let outer = (self.temporaries, self.reason);
        self.temporaries = self.scopes.len();
        self.reason = reason;
        let result = self.in_scope(run);
        (self.temporaries, self.reason) = outer;
        result
    }

    /// Evaluates with another reason for temporaries, in the scope that is current for them.
    fn because<T>(&mut self, reason: TemporaryIn, run: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.reason;
        self.reason = reason;
        let result = run(self);
        self.reason = outer;
        result
    }
}
