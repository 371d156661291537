using System.Text.RegularExpressions;
using Merlon.Knowledge.Search;

namespace Merlon.Knowledge.Attack;

/// <summary>A bundle while it is read: what is kept of its objects, within bounds.</summary>
sealed partial class AttackDraft(JsonTokens json)
{
    const int MostDocuments = 50_000, MostTactics = 20, LongestName = 300;

    const long MostText = 64 << 20;

    readonly Dictionary<string, (string Kind, string Name, string Text)> _documents = [];
    long _text;

    public string Version { get; set; } = "";

    /// <summary>Objects that were looked at.</summary>
    public int Seen { get; private set; }

    public void Add(AttackObject one)
    {
        Seen++;
        if (one.Type is "x-mitre-collection") Version = one.Version ?? Version;
        if (one.IsGone || KindOf(one) is not { } kind || one is not { Id: { } id, Name: { } name }) return;

        var tactics = string.Join(", ", one.Tactics.Take(MostTactics).Prepend(one.ShortName).OfType<string>());
        var text = $"{Plain(one.Description ?? "")}\n{tactics}".Trim('\n');
        _text += text.Length + name.Length;
        if (_documents.Count >= MostDocuments || _text > MostText)
            throw json.Fault($"more than {MostDocuments:N0} objects, or {MostText >> 20} million letters");
        _documents[id] = (kind, name.Length > LongestName ? name[..LongestName] : name, text);
    }

    /// <returns>Null when there is no technique.</returns>
    public AttackBundle? Bundle()
    {
        if (!_documents.Values.Any(one => one.Kind == AttackBundle.Technique)) return null;

        var origin = Version.StartsWith("ATT&CK", StringComparison.Ordinal) ? Version : $"ATT&CK {Version}".TrimEnd();
        return new(Version,
        [
            .. _documents.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one =>
                new KnowledgeDocument(one.Key, one.Value.Kind, Title(one.Key, one.Value.Name), one.Value.Text, origin)),
        ]);
    }

    string Title(string id, string name) => id.IndexOf('.') is > 0 and var dot
        && _documents.TryGetValue(id[..dot], out var parent) ? $"{parent.Name}: {name}" : name;

    static string? KindOf(AttackObject one) => one switch
    {
        { Type: "attack-pattern" or AttackBundle.Technique, Id: { } id } when TechniqueId().IsMatch(id) =>
            AttackBundle.Technique,
        { Type: "course-of-action" or AttackBundle.Mitigation, Id: { } id } when MitigationId().IsMatch(id) =>
            AttackBundle.Mitigation,
        { Type: "x-mitre-tactic" or AttackBundle.Tactic, Id: { } id } when TacticId().IsMatch(id) =>
            AttackBundle.Tactic,
        _ => null,
    };

    // Citations and the marks of code say nothing of the matter.
    static string Plain(string text) => Marks().Replace(text, "");

    [GeneratedRegex(@"^T\d{4}(\.\d{3})?\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TechniqueId();

    [GeneratedRegex(@"^M\d{4}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MitigationId();

    [GeneratedRegex(@"^TA\d{4}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TacticId();

    [GeneratedRegex(@"\(Citation: [^()]{0,200}\)|</?code>", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}
