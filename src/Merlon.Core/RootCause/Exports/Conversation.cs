using System.Globalization;
using Merlon.Net;
using Merlon.RootCause.Logs;
using Merlon.RootCause.Reports;

namespace Merlon.RootCause.Exports;

/// <summary>Who talked to whom by which service, as the evidence of a claim tells it; null where it does not.</summary>
/// <param name="Protocol">By the name that iptables has for it.</param>
sealed record Conversation(Ip? Source, Ip? Destination, ushort? Port, string? Protocol)
{
    /// <summary>So many are told of a claim at most: whoever floods a log does not flood what is made of it.</summary>
    public const int Most = 100;

    /// <summary>All that are told, without those of which others tell more.</summary>
    public static IReadOnlyList<Conversation> In(Claim claim)
    {
        var told = claim.Evidence.OfType<Assertion.Tells>().ToList();
        var destinations = told.Where(tells => tells.Field is EventField.Destination).Select(tells => tells.Value)
            .Distinct().ToList();
        var only = destinations.Count == 1 ? destinations[0] : null;   // a claim is about one dealing
        var lines = told.GroupBy(tells => tells.Place).Select(line => Of(line, only)).Where(one => one.HasEnd)
            .Distinct().Take(Most).ToList();
        return [.. lines.Where(one => !lines.Exists(other => other != one && other.TellsMoreThan(one)))];
    }

    bool HasEnd => Source is not null || Destination is not null;

    public IpFamily Family => (Source ?? Destination)!.Value.Family;

    static Conversation Of(IGrouping<LogPlace, Assertion.Tells> line, string? only)
    {
        return new(
            Address(EventField.Source), Address(EventField.Destination, only),
            Told(EventField.DestinationPort) is { } port ? ushort.Parse(port, CultureInfo.InvariantCulture) : null,
            Told(EventField.Protocol));

        string? Told(EventField field) => line.FirstOrDefault(tells => tells.Field == field)?.Value;

        Ip? Address(EventField field, string? otherwise = null) =>
            (Told(field) ?? otherwise) is { } text && Ip.TryParse(text, out var address) ? address : null;
    }

    bool TellsMoreThan(Conversation other) =>
        (other.Source is null || Source == other.Source)
        && (other.Destination is null || Destination == other.Destination)
        && (other.Port is null || Port == other.Port)
        && (other.Protocol is null || Protocol == other.Protocol);
}
