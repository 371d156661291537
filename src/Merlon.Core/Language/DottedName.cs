using System.Collections.Frozen;

namespace Merlon.Language;

/// <summary>
/// Names of hosts as DNS has them, <c>srv1.corp.example</c>: labels with dots between them, the last of which could be
/// a top-level domain and is no usual ending of a file's name. In doubt it is a host.
/// </summary>
static class DottedName
{
    const int MostCharacters = 253, MostOfLast = 24;

    static readonly FrozenSet<string> Endings = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "bak", "bat", "bin", "bz", "cap", "cfg", "conf", "cpp", "crt", "cs", "css", "csv", "dat", "db", "dll", "doc",
        "docx", "exe", "gguf", "gif", "gz", "htm", "html", "img", "ini", "iso", "jar", "java", "jpeg", "jpg", "js",
        "json", "jsonl", "key", "lock", "log", "lua", "nft", "old", "pcap", "pcapng", "pdf", "pem", "php", "png", "rb",
        "rules", "service", "socket", "sql", "sqlite", "svg", "swp", "tar", "tgz", "tmp", "toml", "tsv", "txt", "xls",
        "xlsx", "xml", "xz", "yaml", "yml", "zst");

    public static Identifier? At(ReadOnlySpan<char> text, int place)
    {
        if (!char.IsLetterOrDigit(text[place])) return null;

        return Identifier.Longest(Plain(text, place), Defanged.At(text, place, Defanged.Name, Plain));
    }

    static Identifier? Plain(ReadOnlySpan<char> text, int place)
    {
        if (!Identifier.IsStart(text, place)) return null;

        var (end, most) = (place, Math.Min(text.Length, place + MostCharacters));
        while (end < most && (IsOfLabel(text[end]) || text[end] == '.')) end++;
        var name = text[place..end];
        if (name.IndexOf("..") is >= 0 and var gap) name = name[..gap];
        name = WithoutPort(name.TrimEnd("._-"));
        var dot = name.LastIndexOf('.');
        return dot > 0 && IsTopLevel(name[(dot + 1)..]) ? new(IdentifierKind.Host, name.Length) : null;
    }

    // As tcpdump writes one, host.443.
    static ReadOnlySpan<char> WithoutPort(ReadOnlySpan<char> name)
    {
        while (name.LastIndexOf('.') is > 0 and var dot && !name[(dot + 1)..].ContainsAnyExceptInRange('0', '9'))
            name = name[..dot];
        return name;
    }

    static bool IsTopLevel(ReadOnlySpan<char> label)
    {
        if (label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase)) return true;
        if (label.Length is < 2 or > MostOfLast) return false;
        foreach (var c in label)
            if (!char.IsLetter(c)) return false;
        return !Endings.GetAlternateLookup<ReadOnlySpan<char>>().Contains(label);
    }

    static bool IsOfLabel(char c) => char.IsLetterOrDigit(c) || c is '-' or '_';
}
