namespace Merlon.RootCause.Exports;

/// <summary>How sure a cause is, on the scales of others.</summary>
static class ConfidenceScales
{
    /// <summary>From 0 to 100, the middle of what STIX 2.1 (appendix A) calls low, medium and high.</summary>
    public static int Number(string word) => word switch { "high" => 85, "medium" => 50, _ => 15 };

    /// <summary>OCSF's <c>confidence_id</c>, which is named as the word with a capital.</summary>
    public static int Level(string word) => word switch { "high" => 3, "medium" => 2, _ => 1 };
}
