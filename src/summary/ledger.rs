//! The inputs, and the share of the headline's variance that comes from each basis.

use crate::results::{InputRow, LedgerRow};
use crate::studies::ledger::shares::Share;
use crate::summary::Material;

impl Material<'_> {
    pub(super) fn inputs(&self) -> Vec<InputRow> {
        let ledger = self.studies.ledger.as_ref();
        let row = |(index, input): (usize, &crate::scenario::Input)| {
            let basis = ledger.and_then(|ledger| ledger.basis(&input.basis));
            let [deadline, last] = [basis.and_then(|b| b.deadline), basis.and_then(|b| b.last_vacated)];
            InputRow {
                input: input.path.clone(),
                value: input.value.clone(),
                basis: input.basis.clone(),
                source: input.source.clone(),
                file: input.file.clone(),
                varies: ledger.map(|ledger| ledger.varies[index]),
                basis_deadline_share: deadline.map(|share| share.first),
                basis_deadline_share_se: deadline.map(|share| share.first_se),
                basis_deadline_total: deadline.map(|share| share.total),
                basis_last_vacated_share: last.map(|share| share.first),
                basis_last_vacated_share_se: last.map(|share| share.first_se),
                basis_last_vacated_total: last.map(|share| share.total),
            }
        };
        self.scenario.inputs.iter().enumerate().map(row).collect()
    }

    pub(super) fn ledger(&self) -> Vec<LedgerRow> {
        let Some(ledger) = &self.studies.ledger else { return vec![] };
        let of = |share: Option<Share>, number: fn(Share) -> f64| share.map(number);
        let row = |basis: &crate::studies::ledger::Basis| LedgerRow {
            basis: basis.basis.into(),
            inputs: basis.inputs,
            varying: basis.varying,
            deadline_share: of(basis.deadline, |share| share.first),
            deadline_share_se: of(basis.deadline, |share| share.first_se),
            deadline_total: of(basis.deadline, |share| share.total),
            deadline_total_se: of(basis.deadline, |share| share.total_se),
            last_vacated_share: of(basis.last_vacated, |share| share.first),
            last_vacated_share_se: of(basis.last_vacated, |share| share.first_se),
            last_vacated_total: of(basis.last_vacated, |share| share.total),
            last_vacated_total_se: of(basis.last_vacated, |share| share.total_se),
            replications: ledger.replications,
        };
        ledger.bases.iter().map(row).collect()
    }
}
