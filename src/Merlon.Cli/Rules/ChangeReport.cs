using System.Text.Json;
using Merlon.Context;
using Merlon.Host.Firewall;
using Merlon.Net;
using Merlon.Rules.Guards;

namespace Merlon.Cli;

/// <summary>What a command has done to the firewall, would do, or refuses to.</summary>
sealed record ChangeReport(FirewallPlan Plan)
{
    /// <summary>What is refused stands in it.</summary>
    public RuleFile? File { get; init; }

    public IReadOnlyList<Refusal> Refusals { get; init; } = [];
    public bool IsDryRun { get; init; }

    /// <summary>The change's name; null when none was made.</summary>
    public Guid? Id { get; init; }

    /// <summary>How long it waits to be confirmed.</summary>
    public TimeSpan? Within { get; init; }

    public void Show(bool asJson)
    {
        foreach (var refusal in Refusals)
        {
            var rule = File!.Lines[refusal.Line - 1].Trim();
            Screen.Error($"{File!.Name}:{refusal.Line}: refused: {rule}: {refusal.Thing}: {refusal.Reason} "
                + $"(--allow {refusal.Name})");
        }

        foreach (var line in Plan.Changes.SelectMany(change => change.Stays)) Screen.Note(line);
        if (asJson) JsonOutput.Write(WriteJson);
        else foreach (var line in IsDryRun ? Plan.Changes.SelectMany(Planned) : Done())
            Screen.Line(line);
    }

    // Text that the backend's command takes, and in comments what it makes go away.
    IEnumerable<string> Planned(FirewallChange change)
    {
        if (change.IsNone) return [$"# {Plan.Backend.PartOf(change.Family)}: nothing changes"];

        var transaction = change.Transaction.TrimEnd('\n').Split('\n');
        return
        [
            $"# {Plan.Backend.CommandFor(change.Family)}",
            .. change.Goes.Select(line => $"# goes away: {line}"),
            .. transaction,
        ];
    }

    IEnumerable<string> Done()
    {
        if (Refusals.Count > 0) yield break;
        if (Id is null) yield return "nothing changes: the rules are there already";
        foreach (var change in Plan.Real)
        {
            yield return $"{Plan.Backend.PartOf(change.Family)}: {change.Comes.Count:N0} lines came, "
                + $"{change.Goes.Count:N0} went";
        }

        if (Id is not null && Within is { } within)
            yield return $"taken back in {Durations.Text(within)} without merlon rules confirm";
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteBoolean("applied", Id is not null);
        json.WriteString("backend", Plan.Backend.Name);
        json.WriteBoolean("changes", Plan.Real.Count > 0);
        JsonOutput.Number(json, "confirmWithinSeconds", Id is null ? null : Within?.TotalSeconds);
        json.WriteStartArray("families");
        foreach (var change in Plan.Changes)
        {
            json.WriteStartObject();
            json.WriteNumber("family", change.Family is IpFamily.V4 ? 4 : 6);
            WriteLines(json, "comes", change.Comes);
            WriteLines(json, "goes", change.Goes);
            json.WriteString("restore", change.Transaction);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("refusals");
        foreach (var refusal in Refusals)
        {
            json.WriteStartObject();
            json.WriteNumber("line", refusal.Line);
            json.WriteString("rule", File!.Lines[refusal.Line - 1].Trim());
            json.WriteString("thing", refusal.Thing);
            json.WriteString("reason", refusal.Reason);
            json.WriteString("allow", refusal.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void WriteLines(Utf8JsonWriter json, string name, IEnumerable<string> lines)
    {
        json.WriteStartArray(name);
        foreach (var line in lines) json.WriteStringValue(line);
        json.WriteEndArray();
    }
}
