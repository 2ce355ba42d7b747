#[cfg(target_arch = "wasm32")]
fn main() {
    pursuit::app::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Pursuit runs in a browser: `make run` builds, serves and opens it.");
    std::process::exit(2);
}
