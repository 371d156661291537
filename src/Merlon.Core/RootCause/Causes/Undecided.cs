namespace Merlon.RootCause.Causes;

/// <summary>Why the logs and the rules do not tell.</summary>
public enum Undecided
{
    /// <summary>The logs are silent for the decisive time.</summary>
    LogGap,

    /// <summary>What was let pass is what the rules refuse: others acted.</summary>
    RulesDoNotExplain,

    /// <summary>Without a column that is missing, several rules could have let it pass.</summary>
    ColumnsMissing,

    /// <summary>Nothing that was let pass was logged.</summary>
    OnlyRefusals,

    /// <summary>A host acts as if it were taken over, and nothing tells how that came.</summary>
    EntryNotLogged,

    /// <summary>No rules were given, or none for the address family.</summary>
    NoRules,

    /// <summary>The rule that let it pass hangs on what no log tells.</summary>
    RulesHangOnMore,

    /// <summary>No change of one rule alone stops it: several let it pass.</summary>
    NoOneChange,

    /// <summary>Whatever change stops it refuses what the operator protects.</summary>
    OnlyByProtected,

    /// <summary>It came through just what the rule is for: no rule can tell it from legitimate use.</summary>
    NotInTheRules,
}

public static class UndecidedNames
{
    extension(Undecided reason)
    {
        /// <summary>As in <c>log-gap</c>.</summary>
        public string Name => string.Concat($"{reason}".Select((c, at) =>
            char.IsUpper(c) ? $"{(at == 0 ? "" : "-")}{char.ToLowerInvariant(c)}" : $"{c}"));
    }
}
