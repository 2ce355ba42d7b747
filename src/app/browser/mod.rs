//! The browser as the app uses it: the only code that calls its services.

pub mod boot;
pub mod clock;
pub mod files;
pub mod idle;
pub mod keys;
pub mod page;
pub mod picture;
pub mod pinyin;
pub mod storage;
pub mod tabs;
pub mod vault;
pub mod worker;
