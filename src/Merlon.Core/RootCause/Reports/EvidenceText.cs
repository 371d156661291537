using Merlon.RootCause.Logs;

namespace Merlon.RootCause.Reports;

/// <summary>What a claim rests on, by file and line, shortly.</summary>
static class EvidenceText
{
    const int MostPlaces = 8;

    /// <summary>Of some claims, each place once.</summary>
    public static string Of(IEnumerable<Claim> claims, Report report) =>
        string.Join("; ", claims.Select(claim => Of(claim, report)).Where(text => text != "").Distinct());

    public static string Of(Claim claim, Report report)
    {
        var places = claim.Evidence.SelectMany(PlacesOf).Distinct().ToList();
        var rules = claim.Evidence.OfType<Assertion.Reads>().Select(reads => report.RulePlace(reads.Line)).Distinct()
            .ToList();
        var shown = places.Take(MostPlaces).Select(place => Of(place, report)).Concat(rules);
        var more = places.Count > MostPlaces ? $" and {places.Count - MostPlaces} more" : "";
        return string.Join(", ", shown) + more;
    }

    public static string Of(LogPlace place, Report report) => $"{report.LogNames[place.Log]}:{place.Line}";

    static IEnumerable<LogPlace> PlacesOf(Assertion assertion) => assertion switch
    {
        Assertion.Tells(var place, _, _) => [place],
        Assertion.Counts(_, var places) => places,
        Assertion.Decides(var place, _, _) => [place],
        _ => [],
    };
}
