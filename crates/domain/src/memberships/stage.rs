//! P3: the stages of the journey and the memberships that stand for them.

/// A stage; a higher one includes the lower ones (P4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stage(u8);

/// The number is not 1 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a stage (1 to 4)")]
pub struct ParseStageError;

/// What a user is (S2 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserType {
    /// Somebody with a chronic illness.
    B2c,
    /// A health professional; may found an organisation.
    B2b,
}

impl UserType {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::B2c => "B2C_USER",
            Self::B2b => "B2B_USER",
        }
    }
}

impl Stage {
    /// LEBENSENERGIE.
    pub const LEBENSENERGIE: Self = Self(1);
    /// RESILIENZ.
    pub const RESILIENZ: Self = Self(2);
    /// BUSINESS BOOTCAMP: from here on a user is a professional.
    pub const BUSINESS_BOOTCAMP: Self = Self(3);
    /// RegenerationsmedizinOS.
    pub const REGENERATIONSMEDIZIN_OS: Self = Self(4);

    /// Every stage, the lowest first.
    pub const ALL: [Self; 4] = [
        Self::LEBENSENERGIE,
        Self::RESILIENZ,
        Self::BUSINESS_BOOTCAMP,
        Self::REGENERATIONSMEDIZIN_OS,
    ];

    /// The stage of a number.
    ///
    /// # Errors
    /// [`ParseStageError`] for anything but 1 to 4.
    pub fn new(number: i64) -> Result<Self, ParseStageError> {
        let found = Self::ALL.into_iter().find(|stage| i64::from(stage.0) == number);
        found.ok_or(ParseStageError)
    }

    /// 1 to 4.
    pub fn number(self) -> i64 {
        i64::from(self.0)
    }

    /// The stable code of its membership (S2 8).
    pub fn membership(self) -> &'static str {
        match self.0 {
            1 => "LEBENSENERGIE",
            2 => "RESILIENZ",
            3 => "BUSINESS_BOOTCAMP",
            _ => "REGENERATIONSMEDIZIN_OS",
        }
    }

    /// Whose stage it is.
    pub fn user_type(self) -> UserType {
        if self < Self::BUSINESS_BOOTCAMP { UserType::B2c } else { UserType::B2b }
    }

    /// P3: what a level of the journey grants where the catalogue does not say otherwise: 1 and 2
    /// their own stage, CAMPUS being RESILIENZ, 3 the third, and everything above it the fourth.
    pub fn of_level(level: i64) -> Option<Self> {
        (level >= 1).then(|| Self::new(level.min(4)).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p3_a_level_grants_its_stage_and_the_highest_three_the_fourth() {
        let granted: Vec<_> =
            (0..=7).map(|level| Stage::of_level(level).map(Stage::number)).collect();
        let (one, two, three, four) = (Some(1), Some(2), Some(3), Some(4));
        assert_eq!(granted, [None, one, two, three, four, four, four, four]);
    }

    #[test]
    fn p3_the_memberships_have_the_codes_of_the_paper() {
        let codes = Stage::ALL.map(Stage::membership);
        assert_eq!(
            codes,
            ["LEBENSENERGIE", "RESILIENZ", "BUSINESS_BOOTCAMP", "REGENERATIONSMEDIZIN_OS"]
        );
        let types = Stage::ALL.map(|stage| stage.user_type().code());
        assert_eq!(types, ["B2C_USER", "B2C_USER", "B2B_USER", "B2B_USER"]);
    }

    #[test]
    fn a_number_beyond_the_stages_is_none() {
        for number in [i64::MIN, 0, 5, 260] {
            assert_eq!(Stage::new(number), Err(ParseStageError), "{number}");
        }
    }
}
