//! A Chromium of its own for every journey: tabs that click, type and read as a person does, and take screenshots.
//! Every wait has a bound; what is covered by something else cannot be clicked.

mod keys;
mod line;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use actix_web::rt::task::JoinHandle;
use actix_web::rt::time::{sleep, timeout};
use chromiumoxide::Page;
use chromiumoxide::browser::{Browser, BrowserConfig};
use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams, SetScriptExecutionDisabledParams,
};
use chromiumoxide::cdp::browser_protocol::input::{DispatchKeyEventParams, DispatchKeyEventType, InsertTextParams};
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel};
use chromiumoxide::cdp::browser_protocol::page::{CaptureScreenshotParams, Viewport};
use chromiumoxide::cdp::browser_protocol::target::{CreateBrowserContextParams, CreateTargetParams};
use chromiumoxide::cdp::js_protocol::runtime::{EvaluateParams, EventExceptionThrown};
use chromiumoxide::layout::Point;
use chromiumoxide::listeners::EventStream;
use futures_util::{FutureExt, StreamExt};
use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(15);
const WIDE: i32 = 1280;
const NARROW: i32 = 360;

/// Which journey on which database, for the names of its screenshots.
pub struct Album {
    /// The journey.
    pub test: &'static str,
    /// The database.
    pub engine: &'static str,
}

impl Album {
    fn file(&self, step: &str, width: i32) -> PathBuf {
        screenshots().join(format!("{}-{}-{step}-{width}.png", self.test, self.engine))
    }
}

/// The folder of the screenshots.
pub fn screenshots() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
    std::fs::create_dir_all(&folder).expect("a folder for screenshots");
    folder
}

/// The browser's own folder; gone when the browser is.
struct Profile(PathBuf);

impl Profile {
    fn fresh() -> Self {
        let mut noise = [0u8; 8];
        getrandom::fill(&mut noise).expect("random bytes");
        let name: String = noise.iter().map(|b| format!("{b:02x}")).collect();
        let folder = std::env::temp_dir().join(format!("orderly-browser-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for the browser");
        Self(folder)
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        // The browser's children may still write for a moment after it is gone.
        for _ in 0..20 {
            if std::fs::remove_dir_all(&self.0).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// A running browser. When a journey fails half-way, dropping it ends the process first and then removes its folder.
pub struct Chrome {
    browser: Browser,
    _profile: Profile,
    tending: JoinHandle<()>,
    url: String,
}

impl Chrome {
    /// Starts one for a house at this address.
    pub async fn start(url: &str) -> Chrome {
        let program = program();
        let profile = Profile::fresh();
        let config = BrowserConfig::builder()
            .chrome_executable(&program)
            .new_headless_mode()
            .no_sandbox()
            .user_data_dir(&profile.0)
            .launch_timeout(Duration::from_secs(60))
            .window_size(1280, 800)
            .viewport(None::<chromiumoxide::handler::viewport::Viewport>)
            .args(["disable-gpu", "disable-component-update", "disable-field-trial-config", "no-default-browser-check"])
            // No picture and no measured contrast from the middle of a change of colours.
            .arg("force-prefers-reduced-motion")
            .arg(("accept-lang", "en"))
            .build()
            .expect("settings of the browser");
        let launched = Browser::launch(config).await;
        let (browser, mut handler) = launched.unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        let tending = actix_web::rt::spawn(async move { while let Some(Ok(())) = handler.next().await {} });
        Chrome { browser, _profile: profile, tending, url: url.to_owned() }
    }

    /// A tab of somebody new: nobody else's cookies are in it.
    pub async fn tab(&self) -> Tab {
        self.tab_with(true).await
    }

    /// The same with JavaScript switched off.
    pub async fn tab_without_script(&self) -> Tab {
        self.tab_with(false).await
    }

    async fn tab_with(&self, has_script: bool) -> Tab {
        let context = self.browser.create_browser_context(CreateBrowserContextParams::default()).await.expect("somebody new");
        let target = CreateTargetParams::builder().url("about:blank").browser_context_id(context).build().expect("a target");
        let page = self.browser.new_page(target).await.expect("a tab");
        if !has_script {
            page.execute(SetScriptExecutionDisabledParams::new(true)).await.expect("script off");
        }
        let entries = RefCell::new(page.event_listener::<EventEntryAdded>().await.expect("the console"));
        let exceptions = RefCell::new(page.event_listener::<EventExceptionThrown>().await.expect("the exceptions"));
        let tab = Tab { page, url: self.url.clone(), entries, exceptions };
        tab.resize(WIDE).await;
        tab
    }

    /// Ends the browser and waits until it has gone.
    pub async fn quit(mut self) {
        let is_closing = self.browser.close().await.is_ok();
        let has_gone = is_closing && timeout(Duration::from_secs(5), self.browser.wait()).await.is_ok();
        if !has_gone {
            let _ = self.browser.kill().await;
        }
        self.tending.abort();
    }
}

/// The browser to use: a path or a name on the search path.
fn program() -> PathBuf {
    let told = std::env::var("CHROME").ok().filter(|name| !name.is_empty());
    let usual = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"].map(String::from);
    let mut names = told.map_or_else(|| usual.to_vec(), |name| vec![name]);
    names.push("/usr/bin/chromium".into());
    names.push("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome".into());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut places = names.iter().flat_map(|name| {
        let is_path = name.contains('/');
        if is_path { vec![PathBuf::from(name)] } else { folders.iter().map(|folder| folder.join(name)).collect() }
    });
    places.find(|place| place.is_file()).unwrap_or_else(|| {
        panic!(
            "There is no browser for these tests. Install Chromium (Debian, Ubuntu: apt-get install chromium fonts-liberation), \
             or name a Chromium or Chrome in the variable CHROME."
        )
    })
}

/// One tab.
pub struct Tab {
    page: Page,
    url: String,
    entries: RefCell<EventStream<EventEntryAdded>>,
    exceptions: RefCell<EventStream<EventExceptionThrown>>,
}

impl Tab {
    /// Opens an address of the house, or a whole one.
    pub async fn open(&self, path: &str) {
        let address = if path.starts_with('/') { format!("{}{path}", self.url) } else { path.to_owned() };
        self.mark().await;
        self.page.goto(address.as_str()).await.unwrap_or_else(|error| panic!("{address}: {error}"));
        self.arrive().await;
    }

    /// Clicks, and waits until another page stands there.
    pub async fn follow(&self, selector: &str) {
        self.mark().await;
        self.click(selector).await;
        self.arrive().await;
    }

    /// Marks this document, to know another by the mark's absence.
    async fn mark(&self) {
        self.ask("window.isOld = true").await.expect("a mark");
    }

    async fn arrive(&self) {
        self.until("!window.isOld && document.readyState === 'complete' && location.protocol !== 'about:'").await;
    }

    /// Whether this is still the document that stood there at [`Tab::begin_staying`].
    pub async fn has_stayed(&self) -> bool {
        self.ask("window.isSame === true").await == Ok(Value::Bool(true))
    }

    /// From now on the page is not to be loaded anew.
    pub async fn begin_staying(&self) {
        self.ask("window.isSame = true").await.expect("a mark");
    }

    /// Clicks in the middle of the element, where a person would.
    pub async fn click(&self, selector: &str) {
        let spot = self
            .until(&format!(
                "(() => {{
                    const spot = document.querySelector({});
                    if (!spot) return null;
                    spot.scrollIntoView({{ block: 'center', behavior: 'instant' }});
                    const box = spot.getBoundingClientRect();
                    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
                    return spot.contains(document.elementFromPoint(x, y)) ? [x, y] : null;
                }})()",
                quoted(selector)
            ))
            .await;
        let point = Point::new(spot[0].as_f64().expect("x"), spot[1].as_f64().expect("y"));
        self.page.click(point).await.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Types into a field in place of what stands there.
    pub async fn fill(&self, selector: &str, text: &str) {
        self.click(selector).await;
        self.ask(&format!("document.querySelector({}).select()", quoted(selector))).await.expect("a field of text");
        self.page.execute(InsertTextParams::new(text)).await.expect("typed text");
    }

    /// Chooses an option by its value.
    pub async fn choose(&self, selector: &str, value: &str) {
        let (field, wanted) = (quoted(selector), quoted(value));
        let chosen = self
            .until(&format!(
                "(() => {{
                    const field = document.querySelector({field});
                    field.value = {wanted};
                    field.dispatchEvent(new Event('change', {{ bubbles: true }}));
                    return field.value;
                }})()"
            ))
            .await;
        assert_eq!(chosen, value, "{selector}");
    }

    /// Presses a key: its name, its place on the keyboard, its number, and the text it makes.
    pub async fn press(&self, key: &str, code: &str, number: i64, text: Option<&str>) {
        let stroke = DispatchKeyEventParams::builder().key(key).code(code).windows_virtual_key_code(number);
        let down =
            stroke.clone().r#type(if text.is_some() { DispatchKeyEventType::KeyDown } else { DispatchKeyEventType::RawKeyDown });
        let down = match text {
            Some(text) => down.text(text),
            None => down,
        };
        self.page.execute(down.build().expect("a key")).await.expect("a key pressed");
        self.page.execute(stroke.r#type(DispatchKeyEventType::KeyUp).build().expect("a key")).await.expect("a key released");
    }

    /// The text of an element as people see it, with single blanks.
    pub async fn text(&self, selector: &str) -> String {
        let text = self.until(&format!("document.querySelector({})?.innerText.replace(/\\s+/g, ' ')", quoted(selector))).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the element says each of these.
    pub async fn reads(&self, selector: &str, parts: &[&str]) {
        for part in parts {
            let (place, part) = (quoted(selector), quoted(part));
            self.until(&format!("document.querySelector({place})?.innerText.replace(/\\s+/g, ' ').includes({part})")).await;
        }
    }

    /// Asserts that the element says none of these.
    pub async fn keeps_quiet_about(&self, selector: &str, parts: &[&str]) {
        let text = self.text(selector).await;
        for part in parts {
            assert!(!text.contains(part), "“{part}” should not be in: {text}");
        }
    }

    /// How many elements there are.
    pub async fn count(&self, selector: &str) -> u64 {
        let told = self.ask(&format!("document.querySelectorAll({}).length", quoted(selector))).await;
        told.expect("a number").as_u64().expect("a number")
    }

    /// What a field holds.
    pub async fn value(&self, selector: &str) -> String {
        let told = self.until(&format!("document.querySelector({})?.value", quoted(selector))).await;
        told.as_str().unwrap_or_default().to_owned()
    }

    /// The path of the page, without its query.
    pub async fn path(&self) -> String {
        self.ask("location.pathname").await.expect("a path").as_str().unwrap_or_default().to_owned()
    }

    /// What an expression comes to.
    pub async fn ask(&self, expression: &str) -> Result<Value, String> {
        let asked = EvaluateParams::builder().expression(expression).return_by_value(true).await_promise(true).build()?;
        let answer = self.page.execute(asked).await.map_err(|error| error.to_string())?.result;
        match answer.exception_details {
            Some(thrown) => Err(thrown.exception.and_then(|object| object.description).unwrap_or(thrown.text)),
            None => Ok(answer.result.value.unwrap_or_default()),
        }
    }

    /// Waits until an expression comes to something, and answers it. On the way the page may change under it.
    pub async fn until(&self, expression: &str) -> Value {
        let begun = Instant::now();
        loop {
            let told = self.ask(expression).await;
            match &told {
                Ok(Value::Null | Value::Bool(false)) | Err(_) => {}
                Ok(Value::String(text)) if text.is_empty() => {}
                Ok(value) => return value.clone(),
            }
            if begun.elapsed() > PATIENCE {
                let place = self.ask("location.href + '\\n' + document.body.innerText").await;
                panic!("never came: {expression}\nlast: {told:?}\nat {}", place.unwrap_or_default().as_str().unwrap_or_default());
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// What the browser complained about since the last time: console errors and warnings, breaches of the content policy, exceptions.
    pub async fn complaints(&self) -> Vec<String> {
        // Answers come in order, so what was said before this answer has arrived with it.
        for _ in 0..3 {
            self.ask("0").await.expect("an answer");
        }
        let mut all = Vec::new();
        while let Some(Some(told)) = self.entries.borrow_mut().next().now_or_never() {
            if matches!(told.entry.level, LogEntryLevel::Warning | LogEntryLevel::Error) {
                all.push(format!(
                    "{}: {} {}",
                    told.entry.source.as_ref(),
                    told.entry.text,
                    told.entry.url.clone().unwrap_or_default()
                ));
            }
        }
        while let Some(Some(thrown)) = self.exceptions.borrow_mut().next().now_or_never() {
            all.push(format!("exception: {:?}", thrown.exception_details));
        }
        all
    }

    /// Asserts that the browser had nothing to complain about.
    pub async fn has_no_complaints(&self) {
        assert_eq!(self.complaints().await, Vec::<String>::new());
    }

    /// Keeps the page as a picture at both widths. Nothing may stick out to the side.
    pub async fn shoot(&self, album: &Album, step: &str) {
        for width in [WIDE, NARROW] {
            self.photograph(&album.file(step, width), width).await;
        }
        self.resize(WIDE).await;
    }

    /// Keeps the whole page as a picture as it is on a screen of this width. Nothing may stick out to the side.
    pub async fn photograph(&self, file: &Path, width: i32) {
        self.resize(width).await;
        let page =
            self.ask("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]").await.expect("a size");
        let high = page[1].as_f64().expect("a height");
        let clip = Viewport { x: 0.0, y: 0.0, width: f64::from(width), height: high, scale: 1.0 };
        let wish = CaptureScreenshotParams { capture_beyond_viewport: Some(true), clip: Some(clip), ..Default::default() };
        let picture = self.page.screenshot(wish).await.expect("a picture");
        std::fs::write(file, picture).expect("a file for the picture");
        let wide = page[0].as_i64().expect("a width");
        assert!(wide <= i64::from(width), "{} is {wide} wide on a screen of {width}", file.display());
    }

    /// Shows pages by light or by dark from now on.
    pub async fn prefer(&self, scheme: &str) {
        let feature = MediaFeature::new("prefers-color-scheme", scheme);
        let media = SetEmulatedMediaParams::builder().feature(feature).build();
        self.page.execute(media).await.expect("a colour scheme");
    }

    /// What the accessibility checker finds wrong with the page as it stands; `checker` is its source.
    pub async fn faults(&self, checker: &str) -> Vec<String> {
        if self.ask("typeof axe === 'undefined'").await == Ok(Value::Bool(true)) {
            self.ask(&format!("{checker}; 0")).await.expect("the checker runs");
        }
        let rules = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }";
        let told = self
            .ask(&format!(
                "axe.run(document, {rules}).then((found) => found.violations.flatMap((rule) => rule.nodes.map((node) =>
                    `${{rule.id}}: ${{node.html.slice(0, 200)}} ${{node.failureSummary.replace(/\\s+/g, ' ')}}`)))"
            ))
            .await
            .expect("the checker answers");
        told.as_array().map(|all| all.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect()).unwrap_or_default()
    }

    async fn resize(&self, width: i32) {
        self.page.execute(SetDeviceMetricsOverrideParams::new(width, 800, 1.0, false)).await.expect("a screen");
    }
}

/// Text as JavaScript writes it.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
