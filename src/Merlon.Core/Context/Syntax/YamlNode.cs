using System.Collections.Immutable;

namespace Merlon.Context.Syntax;

/// <summary>A piece of YAML, and where it begins.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
abstract record YamlNode(int Line, int Column)
{
    /// <param name="IsQuoted">Its text then begins one column later.</param>
    public sealed record Scalar(string Text, bool IsQuoted, int Line, int Column) : YamlNode(Line, Column);

    public sealed record Sequence(ImmutableArray<YamlNode> Items, int Line, int Column) : YamlNode(Line, Column);

    public sealed record Mapping(ImmutableArray<(Scalar Key, YamlNode Value)> Entries, int Line, int Column)
        : YamlNode(Line, Column);

    /// <summary>What stood here cannot be, and the fault was told.</summary>
    public sealed record Refused(int Line, int Column) : YamlNode(Line, Column);

    /// <summary>What it is, in words.</summary>
    public string Kind => this switch
    {
        Scalar { Text: "", IsQuoted: false } => "nothing",
        Scalar => "a single value",
        Sequence => "a list",
        _ => "keys and values",
    };
}
