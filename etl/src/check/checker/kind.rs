//! What: category, article and severity.

use super::{Article, Checked, Checker, date_of, first};
use crate::check::plan::FilePlan;
use crate::check::reason::{Note, Notes, Reason};
use crate::profile::{NO_CATEGORY, Role, article_of};
use crate::read::RawRecord;

impl Checker {
    pub(super) fn category(
        &mut self,
        record: &RawRecord<'_>,
        plan: &FilePlan,
        known_ms: i64,
        notes: &mut Notes,
    ) -> Checked<(u16, u32)> {
        let article = self.article(first(record, plan, Role::Article));
        let text = first(record, plan, Role::Category);
        let former = date_of(known_ms).is_some_and(|day| self.rules.matcher.is_former(day));
        let found = if former {
            notes.add(Note::FormerCode);
            article.former_category
        } else {
            let by_text = self.category_of_text(text);
            if let (Some(by_text), Some(by_article)) = (by_text, article.category)
                && by_text != by_article
            {
                notes.add(Note::CodeAndArticleDisagree);
            }
            by_text.or(article.category)
        };
        let category = found.unwrap_or_else(|| {
            notes.add(Note::OtherCategory);
            self.rules.matcher.unmatched()
        });
        if category == NO_CATEGORY {
            let column = plan
                .role(Role::Category)
                .first()
                .or(plan.role(Role::Article).first());
            return Err((Reason::CategoryUnknown, column.copied()));
        }
        Ok((category, article.number))
    }

    fn category_of_text(&mut self, text: &str) -> Option<u16> {
        if text.is_empty() {
            return None;
        }
        let find = || self.rules.matcher.of_text(text);
        self.categories.recall(text, find)
    }

    fn article(&mut self, text: &str) -> Article {
        if text.is_empty() {
            return Article::default();
        }
        let matcher = &self.rules.matcher;
        let find = || {
            article_of(text).map_or_else(Article::default, |article| Article {
                number: self.shared.articles.number(&article),
                category: matcher.of_present_article(&article),
                former_category: matcher.of_former_article(&article),
            })
        };
        self.articles.recall(text, find)
    }

    /// The number of the kind of place.
    pub(super) fn place_word(&mut self, text: &str) -> u32 {
        let find = || self.shared.places.number(text);
        self.places.recall(text, find)
    }

    pub(super) fn severity(
        &self,
        record: &RawRecord<'_>,
        plan: &FilePlan,
        notes: &mut Notes,
    ) -> u8 {
        let text = first(record, plan, Role::Severity);
        if text.is_empty() {
            return 0;
        }
        self.rules.severities.get(text).copied().unwrap_or_else(|| {
            notes.add(Note::SeverityUnknown);
            0
        })
    }
}
