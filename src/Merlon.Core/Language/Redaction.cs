using System.Buffers;
using System.Text;
using Merlon.Net;

namespace Merlon.Language;

/// <summary>
/// Puts stable pseudonyms in the place of addresses, hardware addresses, mail addresses, names of hosts with dots, and
/// listed names, and takes them back: what was redacted is restored to the letter, and of what a model made of it, each
/// pseudonym.
/// </summary>
/// <remarks>
/// Prefixes keep their length, and hold the same hosts: those of one /24, or /64, stay in one. Text is looked at in
/// runs without white space, brackets or quotes, but for <c>[.]</c> and the like, and no two runs are ever redacted to
/// the same one.
/// </remarks>
/// <param name="hosts">Names of hosts, found as whole words in any case.</param>
/// <param name="users">So too.</param>
public sealed class Redaction(IEnumerable<string> hosts, IEnumerable<string> users)
{
    /// <summary>Of one session, so that memory is bounded.</summary>
    public const int MostPseudonyms = 65_536;

    const int Spellings = 16;
    static readonly SearchValues<char> Between = SearchValues.Create(" \t\r\n\"'`()[]{}<>,;|");

    readonly AddressPseudonyms _addresses = new();
    readonly NamePseudonyms _names = new(hosts, users);
    readonly Dictionary<string, string> _runs = [];   // redacted ones, and what they were

    delegate Identifier? Find(ReadOnlySpan<char> text, int place);

    delegate string? Replace(Identifier identifier, ReadOnlySpan<char> text);

    /// <returns>Null when there are too many names and addresses for one session.</returns>
    public string? Redact(string text)
    {
        var redacted = ByRuns(text, Redacted);
        return _addresses.Count + _names.Count + _runs.Count <= MostPseudonyms ? redacted : null;
    }

    /// <summary>What is no pseudonym stays as it is.</summary>
    public string Restore(string text) => ByRuns(text, run =>
        _runs.TryGetValue(run, out var original) ? original : Replaced(run, Known, Original) ?? run);

    static string ByRuns(string text, Func<string, string> change)
    {
        var changed = new StringBuilder(text.Length);
        for (var place = 0; place < text.Length;)
        {
            var length = RunAt(text, place);
            if (length > 0) changed.Append(change(text.Substring(place, length)));
            if (place + length < text.Length) changed.Append(text[place + length]);
            place += length + 1;
        }

        return changed.ToString();
    }

    // What stands for a dot ends no run.
    static int RunAt(ReadOnlySpan<char> text, int place)
    {
        var end = place;
        while (text[end..].IndexOfAny(Between) is >= 0 and var next)
        {
            end += next;
            if (Defanged.MarkAt(text, end) is > 0 and var mark) end += mark;
            else return end - place;
        }

        return text.Length - place;
    }

    Identifier? Known(ReadOnlySpan<char> text, int place) => Identifier.At(text, place) ?? _names.At(text, place);

    Identifier? Any(ReadOnlySpan<char> text, int place) =>
        Identifier.At(text, place) ?? Identifier.Longest(_names.At(text, place), NamePseudonyms.DottedAt(text, place));

    string Redacted(string run)
    {
        var first = Replaced(run, Any, (identifier, text) => Pseudonym(identifier, text, 0));
        if (first is null) return run;

        for (var spelling = 0; spelling < Spellings; spelling++)
        {
            var redacted = Replaced(run, Any, (identifier, text) => Pseudonym(identifier, text, spelling))!;
            if (_runs.TryAdd(redacted, run) || _runs[redacted] == run) return redacted;
        }

        return first;   // the same names and addresses, in yet another spelling
    }

    // Null when there was nothing to replace.
    static string? Replaced(string run, Find find, Replace replace)
    {
        StringBuilder? replaced = null;
        var kept = 0;
        for (var place = 0; place < run.Length;)
        {
            if (find(run, place) is not { } identifier)
            {
                place++;
                continue;
            }

            var after = place + identifier.Characters;
            if (replace(identifier, run.AsSpan(place..after)) is { } other)
            {
                (replaced ??= new()).Append(run, kept, place - kept).Append(other);
                kept = after;
            }

            place = after;
        }

        return replaced?.Append(run, kept, run.Length - kept).ToString();
    }

    string? Pseudonym(Identifier identifier, ReadOnlySpan<char> text, int spelling)
    {
        if (identifier.Kind is not (IdentifierKind.Address or IdentifierKind.Prefix))
        {
            var name = _names.Of(identifier.Kind, text);
            return identifier.Kind is IdentifierKind.Hardware
                ? Spelling.OfHardware(name, text, spelling) : Spelling.OfName(name, spelling);
        }

        var address = identifier.Address;
        var prefix = IpPrefix.Around(address, identifier.Length);
        if (AddressPseudonyms.IsNobodys(address)) return null;
        if (identifier.Kind is IdentifierKind.Address)
            return Spelling.OfAddress(_addresses.Of(address), text, spelling);

        var other = prefix.Network == address && identifier.Length >= AddressPseudonyms.LeastLength(address)
            ? _addresses.Of(prefix).Network : _addresses.Of(address);
        return $"{Spelling.OfAddress(other, text, spelling)}{FromSlash(text)}";
    }

    static ReadOnlySpan<char> FromSlash(ReadOnlySpan<char> prefix)
    {
        var slash = prefix.IndexOf('/');
        return prefix[(prefix[slash - 1] == '\\' ? slash - 1 : slash)..];
    }

    string? Original(Identifier identifier, ReadOnlySpan<char> text)
    {
        if (identifier.Kind is IdentifierKind.Address)
            return _addresses.Original(identifier.Address) is { } host ? Spelling.OfAddress(host, text, 0) : null;
        if (identifier.Kind is not IdentifierKind.Prefix) return _names.Original(identifier.Kind, text);

        var prefix = IpPrefix.Around(identifier.Address, identifier.Length);
        var original = prefix.Network != identifier.Address ? _addresses.Original(identifier.Address)
            : identifier.Length < AddressPseudonyms.LeastLength(identifier.Address) ? null
            : _addresses.Original(prefix)?.Network;
        return original is { } its ? $"{Spelling.OfAddress(its, text, 0)}{FromSlash(text)}" : null;
    }
}
