//! The program of the page's worker: long work, loaded only when some is wanted. It gives the script round it
//! (`public/worker.js`) one function: `pursuitStart(name, request)` begins a job and returns the function that does a slice
//! of it: a number is how much is done, bytes are the result, and what is thrown is why there is none.

#[cfg(target_arch = "wasm32")]
fn main() {
    use js_sys::{Function, Reflect, Uint8Array};
    use pursuit::engine::jobs::{self, Step};
    use wasm_bindgen::prelude::*;

    let begin = |name: String, request: Uint8Array| -> Result<Function, JsValue> {
        let mut job = jobs::start(&name, request.to_vec()).map_err(JsValue::from)?;
        let step = move || match job.step() {
            Step::More(done) => Ok(JsValue::from(done)),
            Step::Done(result) => Ok(Uint8Array::from(result.as_slice()).into()),
            Step::Failed(message) => Err(JsValue::from(message)),
        };
        Ok(Closure::<dyn FnMut() -> Result<JsValue, JsValue>>::new(step).into_js_value().unchecked_into())
    };
    let begin = Closure::<dyn FnMut(String, Uint8Array) -> Result<Function, JsValue>>::new(begin).into_js_value();
    let _ = Reflect::set(&js_sys::global(), &"pursuitStart".into(), &begin);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This is the worker of the page; the examples run the same work from the command line.");
    std::process::exit(2);
}
