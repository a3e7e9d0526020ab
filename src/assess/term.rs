//! The terms of facts: what each may be, with the word for people.

use std::fmt;

use serde::Serialize;

macro_rules! words {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$inner])* $variant,)+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word for people.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The value for a word, as catalogues write it.
            pub fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

words! {
    /// What a job does in a delivery. A job may do several.
    Stage {
        /// Makes something that runs out of sources.
        Build = "build",
        /// Runs tests.
        Test = "test",
        /// Judges sources or what was built without running it in an environment.
        Analyze = "analyze",
        /// Puts what was built where a deploy can take it: a registry, a store.
        Package = "package",
        /// Brings it to an environment.
        Deploy = "deploy",
        /// Looks at an environment after a deploy.
        Verify = "verify",
        /// Waits for a person.
        Approve = "approve",
        /// Publishes a version to others.
        Release = "release",
        /// Undoes a deploy.
        Rollback = "rollback",
        /// Runs by the clock, apart from a delivery.
        Scheduled = "scheduled",
    }
}

words! {
    /// What a gate looks at.
    Gate {
        /// Sources or images for weaknesses.
        Security = "security",
        /// Dependencies for known weaknesses or forbidden licences.
        Dependency = "dependency",
        /// Secrets that were committed.
        Secret = "secret",
        /// Tests, style, types, coverage.
        Quality = "quality",
        /// Infrastructure or its drift against policies.
        Policy = "policy",
        /// A person says yes.
        Approval = "approval",
    }
}

words! {
    /// Three answers.
    Answer {
        /// It does.
        Yes = "yes",
        /// It does not.
        No = "no",
        /// The files do not say.
        Unknown = "unknown",
    }
}

words! {
    /// The part an environment plays, read from its name.
    Tier {
        /// Where users are.
        Production = "production",
        /// Where a deploy is verified before production.
        Staging = "staging",
        /// One for each change under review.
        Preview = "preview",
        /// For developers or tests.
        Development = "development",
        /// The name does not say.
        Unknown = "unknown",
    }
}

words! {
    /// What an artifact is.
    ArtifactKind {
        /// A container image.
        Image = "image",
        /// Files kept for later jobs.
        Files = "files",
        /// A package, chart or bundle in a registry.
        Package = "package",
        /// A value one job hands to another, such as a digest.
        Output = "output",
    }
}

words! {
    /// What is done with an artifact.
    Role {
        /// It is made here.
        Built = "built",
        /// It is published here.
        Published = "published",
        /// It is taken from elsewhere.
        Consumed = "consumed",
        /// It is the ground something is built on.
        Base = "base",
    }
}

words! {
    /// How something asks whether software is well.
    CheckKind {
        /// Whether it may get requests.
        Readiness = "readiness",
        /// Whether it has to be started anew.
        Liveness = "liveness",
        /// Whether it has started.
        Startup = "startup",
        /// A health check of the platform.
        Health = "health",
        /// Waiting until a rollout is complete.
        Rollout = "rollout",
        /// A request or a test against an environment after a deploy.
        Smoke = "smoke",
    }
}

words! {
    /// How an action or included file is pinned.
    Pin {
        /// A whole commit.
        Sha = "commit",
        /// An image digest.
        Digest = "digest",
        /// A version tag, which its owner may move.
        Tag = "tag",
        /// A branch, which moves.
        Branch = "branch",
        /// A name that may be either a tag or a branch.
        TagOrBranch = "tag or branch",
        /// A file of this repository.
        Local = "this repository",
        /// Nothing says which version.
        Nothing = "not pinned",
    }
}

words! {
    /// How a pipeline proves who it is.
    CredentialKind {
        /// A token for the one run, exchanged by OpenID Connect.
        ShortLived = "short-lived, by OIDC",
        /// The token a platform makes for each run.
        OfRun = "token of the run",
        /// A stored secret.
        Stored = "stored secret",
        /// The files do not say.
        Unknown = "unknown",
    }
}
