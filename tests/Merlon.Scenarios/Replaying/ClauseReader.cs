using System.Globalization;
using System.Net;

namespace Merlon.Scenarios.Replaying;

/// <summary>Reads back the rule files that scenarios write; it knows no more of the forms than they use.</summary>
static class ClauseReader
{
    public static IEnumerable<Clause> Read(TextFile file) =>
        file.Name.StartsWith("rules.v", StringComparison.Ordinal) ? Saved(file) : Rows(file);

    static IEnumerable<Clause> Saved(TextFile file)
    {
        var family = file.Name.EndsWith('6') ? 6 : 4;
        Clause? policy = null;
        var lines = file.Text.Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            var place = new RulePlace(file.Name, at + 1, null);
            if (lines[at].StartsWith(":FORWARD ", StringComparison.Ordinal))
                policy = new(place) { Family = family, Admits = lines[at].Split(' ')[1] == "ACCEPT" };
            if (!lines[at].StartsWith("-A ", StringComparison.Ordinal)) continue;
            if (lines[at].Contains("RELATED,ESTABLISHED", StringComparison.Ordinal)) continue;

            yield return Clause(lines[at].Split(' '), new(place) { Family = family });
        }

        if (policy is not null) yield return policy;
    }

    static Clause Clause(string[] words, Clause clause)
    {
        for (var at = 2; at + 1 < words.Length; at++)
        {
            var value = words[at + 1];
            switch (words[at])
            {
                case "-s": clause.Source = IPNetwork.Parse(value); break;
                case "-d": clause.Destination = IPNetwork.Parse(value); break;
                case "-p": clause.Protocol = value; break;
                case "--dport": (clause.Low, clause.High) = Range(value, ':'); break;
                case "--ctstate": clause.OnlyTranslated = value == "DNAT"; break;
                case "--hashlimit-upto": clause.Limit = Rate(value); break;
                case "-j": clause.Admits = value is "ACCEPT" or "DNAT"; break;
                case "--to-destination": clause.ForwardTo = Endpoint(value); break;
            }
        }

        return clause;
    }

    static IEnumerable<Clause> Rows(TextFile file)
    {
        var lines = file.Text.Split('\n');
        for (var at = 1; at < lines.Length; at++)
        {
            if (lines[at].Length == 0 || lines[at].StartsWith("|-", StringComparison.Ordinal)) continue;
            var cells = lines[at].Trim('|', ' ').Split(lines[at][0] == '|' ? '|' : ',', StringSplitOptions.TrimEntries);
            var clause = new Clause(new(file.Name, at + 1, cells[0]))
            {
                Source = Network(cells[1]),
                Destination = Network(cells[2]),
                Protocol = cells[3] == "Any" ? null : cells[3].ToLowerInvariant(),
                Admits = cells[5] != "Deny",
            };
            if (cells[1] == "::/0" || cells[2] == "::/0") clause.Family = 6;
            if (cells[4] != "Any") (clause.Low, clause.High) = Range(cells[4], '-');
            if (cells[5].StartsWith("DNAT ", StringComparison.Ordinal)) clause.ForwardTo = Endpoint(cells[5][5..]);
            if (cells.Length > 6 && cells[6].StartsWith("limit ", StringComparison.Ordinal))
                clause.Limit = Rate(cells[6].Split(' ')[1].TrimEnd(';'));
            yield return clause;
        }
    }

    static IPNetwork? Network(string text) =>
        text == "Any" ? null : IPNetwork.TryParse(text, out var network) ? network : IPAddress.Parse(text).Alone();

    static (int, int) Range(string text, char dash)
    {
        var ends = text.Split(dash);
        return (Number(ends[0]), Number(ends[^1]));
    }

    static (int, TimeSpan) Rate(string text)
    {
        var (count, unit) = (Number(text.Split('/')[0]), text.Split('/')[1]);
        var span = unit switch { "second" => 1, "minute" => 60, "hour" => 3600, _ => 86400 };
        return (count, TimeSpan.FromSeconds((double)span / count));
    }

    static (IPAddress, int?) Endpoint(string text)
    {
        if (!text.StartsWith('[') && IPAddress.TryParse(text, out var bare)) return (bare, null);
        var colon = text.LastIndexOf(':');
        return (IPAddress.Parse(text[..colon].Trim('[', ']')), Number(text[(colon + 1)..]));
    }

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
