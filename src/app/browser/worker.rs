//! Long work beside the page. A job runs in a worker that is made for it and ends with it, so that cancelling is ending the
//! worker; the program (`src/bin/worker.rs`) is loaded by the first job. A worker that dies or falls silent is replaced
//! once, and then the page does the work itself in slices, as it does where the browser has no workers.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::page;

/// Where the page names the worker's script.
const SCRIPT: &str = "data-worker";

/// What a job tells while it runs and at its end.
pub enum Told {
    /// 0 to 1.
    Progress(f64),
    Done(Vec<u8>),
    Failed(String),
}

/// A worker that says nothing for so long is taken for dead: a slice takes milliseconds.
const SILENCE_MS: u32 = 20_000;

/// What a worker calls.
type Heard = RefCell<Option<Closure<dyn FnMut(JsValue)>>>;

struct Run {
    name: &'static str,
    request: Vec<u8>,
    tell: Box<dyn Fn(Told)>,
    over: Cell<bool>,
    /// Workers that died.
    dead: Cell<u32>,
    worker: RefCell<Option<JsValue>>,
    heard: Heard,
    broken: Heard,
    silence: RefCell<Option<Timeout>>,
}

/// A job that runs. Dropping it cancels it.
pub struct Job(Rc<Run>);

impl Drop for Job {
    fn drop(&mut self) {
        self.0.over.set(true);
        self.0.end_worker();
    }
}

/// Starts a job of `engine::jobs`. `tell` is called until it is done, failed or dropped.
pub fn run(name: &'static str, request: Vec<u8>, tell: impl Fn(Told) + 'static) -> Job {
    let run = Rc::new(Run {
        name,
        request,
        tell: Box::new(tell),
        over: Cell::new(false),
        dead: Cell::new(0),
        worker: RefCell::new(None),
        heard: RefCell::new(None),
        broken: RefCell::new(None),
        silence: RefCell::new(None),
    });
    run.begin();
    Job(run)
}

/// Runs a job to its end.
pub fn to_its_end(name: &'static str, request: Vec<u8>, done: impl Fn(Result<Vec<u8>, String>) + 'static) {
    let job: Rc<RefCell<Option<Job>>> = Rc::default();
    let kept = job.clone();
    *job.borrow_mut() = Some(run(name, request, move |told| {
        let result = match told {
            Told::Progress(_) => return,
            Told::Done(bytes) => Ok(bytes),
            Told::Failed(why) => Err(why),
        };
        drop(kept.take());
        done(result);
    }));
}

impl Run {
    fn begin(self: &Rc<Run>) {
        if self.dead.get() > 1 || self.in_worker().is_none() {
            self.end_worker();
            let run = self.clone();
            spawn_local(async move {
                if let Err(error) = run.in_page().await {
                    run.hear(Told::Failed(text(&error)));
                }
            });
        }
    }

    /// None where there are no workers.
    fn in_worker(self: &Rc<Run>) -> Option<()> {
        let class: Function = Reflect::get(&js_sys::global(), &"Worker".into()).ok()?.dyn_into().ok()?;
        let worker = Reflect::construct(&class, &Array::of1(&page::named(SCRIPT)?.into())).ok()?;
        let weak = Rc::downgrade(self);
        let heard = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            if let Some(run) = weak.upgrade() {
                run.listen();
                run.answer(&get(&event, "data"));
            }
        });
        let weak = Rc::downgrade(self);
        let broken = Closure::<dyn FnMut(JsValue)>::new(move |_| {
            // Later: this closure is not to be dropped while it runs.
            if let Some(run) = weak.upgrade() {
                Timeout::new(0, move || run.died()).forget();
            }
        });
        for (event, closure) in [("onmessage", &heard), ("onerror", &broken), ("onmessageerror", &broken)] {
            Reflect::set(&worker, &event.into(), closure.as_ref()).ok()?;
        }
        let post: Function = get(&worker, "postMessage").dyn_into().ok()?;
        post.call1(&worker, &self.message()).ok()?;
        *self.worker.borrow_mut() = Some(worker);
        *self.heard.borrow_mut() = Some(heard);
        *self.broken.borrow_mut() = Some(broken);
        self.listen();
        Some(())
    }

    /// Waits anew for the next sign of life.
    fn listen(self: &Rc<Run>) {
        let weak = Rc::downgrade(self);
        *self.silence.borrow_mut() = Some(Timeout::new(SILENCE_MS, move || {
            if let Some(run) = weak.upgrade() {
                Timeout::new(0, move || run.died()).forget();
            }
        }));
    }

    fn died(self: &Rc<Run>) {
        if !self.over.get() {
            self.end_worker();
            self.dead.set(self.dead.get() + 1);
            self.begin();
        }
    }

    fn end_worker(&self) {
        self.silence.borrow_mut().take();
        if let Some(worker) = self.worker.borrow_mut().take() {
            for event in ["onmessage", "onerror", "onmessageerror"] {
                let _ = Reflect::set(&worker, &event.into(), &JsValue::NULL);
            }
            if let Ok(end) = get(&worker, "terminate").dyn_into::<Function>() {
                let _ = end.call0(&worker);
            }
        }
    }

    /// The page's own thread does it, in slices.
    async fn in_page(self: &Rc<Run>) -> Result<(), JsValue> {
        let work: Function = loaded().await?.dyn_into()?;
        let run = self.clone();
        let tell = Closure::<dyn FnMut(JsValue)>::new(move |answer: JsValue| run.answer(&answer));
        let run = self.clone();
        let alive = Closure::<dyn FnMut() -> bool>::new(move || !run.over.get());
        let done = work.call3(&JsValue::NULL, &self.message(), tell.as_ref(), alive.as_ref())?;
        JsFuture::from(done.dyn_into::<Promise>()?).await?;
        Ok(())
    }

    fn message(&self) -> JsValue {
        let message = Object::new();
        let _ = Reflect::set(&message, &"name".into(), &self.name.into());
        let _ = Reflect::set(&message, &"bytes".into(), &Uint8Array::from(self.request.as_slice()));
        message.into()
    }

    fn answer(self: &Rc<Run>, answer: &JsValue) {
        let (progress, result, error) = (get(answer, "progress"), get(answer, "result"), get(answer, "error"));
        if let Some(done) = progress.as_f64() {
            self.hear(Told::Progress(done));
        } else if let Ok(bytes) = result.dyn_into::<Uint8Array>() {
            self.hear(Told::Done(bytes.to_vec()));
        } else {
            self.hear(Told::Failed(text(&error)));
        }
    }

    fn hear(self: &Rc<Run>, told: Told) {
        if self.over.get() {
            return;
        }
        if !matches!(told, Told::Progress(_)) {
            self.over.set(true);
            // Later: the closure that heard it is not to be dropped while it runs.
            let run = self.clone();
            Timeout::new(0, move || run.end_worker()).forget();
        }
        (self.tell)(told);
    }
}

fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn text(error: &JsValue) -> String {
    error.as_string().unwrap_or_else(|| format!("{error:?}"))
}

/// Loads the worker's script into the page, once, and gives its function.
async fn loaded() -> Result<JsValue, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let known = get(&window, "pursuitWork");
    if known.is_function() {
        return Ok(known);
    }
    let address = page::named(SCRIPT).ok_or(JsValue::NULL)?;
    page::run(&address).await?;
    Ok(get(&window, "pursuitWork"))
}
