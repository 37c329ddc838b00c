//! Categories: a tree by paths of names.

use std::sync::Arc;

use super::store;
use crate::partners::Contract;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::memory;
use crate::platform::web::Lang;

crate::typed_id!(
    /// A category.
    CategoryId, "cat"
);

/// A category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// The category above it.
    pub parent: Option<CategoryId>,
    /// Its code, which stands in addresses.
    pub code: String,
    /// Its Russian names from the top: `Инструмент / Дрели`.
    pub path: String,
    /// Its Russian name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
}

impl Category {
    /// Its name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.name,
            Lang::En => &self.name_en,
        }
    }
}

/// The categories in which the contract allows something, with those above them.
pub(crate) fn allowed(tx: &mut Tx, contract: &Contract) -> Answer<Arc<Vec<Category>>> {
    memory::recall(tx, format!("categories {}", contract.id), |tx| store::allowed_categories(tx, contract.id).map(Arc::new))
}

/// A category of this code and all below it; none where the contract allows nothing of the kind.
pub(crate) fn with_those_below(all: &[Category], code: &str) -> Vec<CategoryId> {
    let mut found: Vec<CategoryId> = all.iter().filter(|c| c.code == code).map(|c| c.id).collect();
    // Those above stand before those below, as their paths do.
    for category in all {
        if category.parent.is_some_and(|parent| found.contains(&parent)) {
            found.push(category.id);
        }
    }
    found
}

/// The path's parts: trimmed names between slashes.
pub fn parts(path: &str) -> Vec<String> {
    path.split('/').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// A code for addresses: Latin letters and digits of a name, with a number where that is not unique.
pub fn code_of(name: &str) -> String {
    let mut code = String::new();
    for c in name.to_lowercase().chars() {
        match c {
            'a'..='z' | '0'..='9' => code.push(c),
            _ if !code.is_empty() && !code.ends_with('-') => code.push('-'),
            _ => {}
        }
    }
    let code = code.trim_end_matches('-').to_owned();
    if code.is_empty() { "c".into() } else { code }
}
