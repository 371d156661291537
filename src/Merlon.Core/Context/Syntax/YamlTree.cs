using System.Collections.Immutable;
using Merlon.Rules.Syntax;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Merlon.Context.Syntax;

/// <summary>
/// Reads the part of YAML that says what it means at the place where it stands: one document of keys, lists and single
/// values. Anchors, aliases and tags are faults, and so is what is nested deeper than anyone would write by hand, so
/// that no text can ask for more than its own length.
/// </summary>
/// <remarks>What was whole before the text stopped making sense is kept, so that its faults are told as well.</remarks>
sealed class YamlTree
{
    const int MostDepth = 8, MostSaid = 80;

    readonly Parser _parser;
    readonly List<Fault> _faults;
    ParsingEvent? _peeked;
    bool _isBroken;

    YamlTree(string text, List<Fault> faults) => (_parser, _faults) = (new(new StringReader(text)), faults);

    /// <returns>Null when there is no document, or none that makes sense.</returns>
    public static YamlNode? Read(string text, List<Fault> faults) => new YamlTree(text, faults).Document();

    YamlNode? Document()
    {
        Next();   // the stream begins
        if (Next() is not DocumentStart) return null;

        var root = Node(1);
        Next();   // the document ends
        if (Next() is DocumentStart second) Fail(second.Start, "a second document begins", "one document");
        return root;
    }

    YamlNode? Node(int depth)
    {
        if (Next() is not { } found) return null;

        var (line, column) = PlaceOf(found.Start);
        if (found is NodeEvent node) Refuse(node);
        switch (found)
        {
            case Scalar scalar:
                return new YamlNode.Scalar(scalar.Value, scalar.Style is not ScalarStyle.Plain, line, column);
            case SequenceStart or MappingStart when depth > MostDepth:
                Fail(found.Start, $"this is nested {MostDepth} levels deep and goes on", "flat lists of values");
                return null;
            case SequenceStart:
                return Items(depth) is { } items ? new YamlNode.Sequence(items, line, column) : null;
            case MappingStart:
                return Entries(depth) is { } entries ? new YamlNode.Mapping(entries, line, column) : null;
            case AnchorAlias alias:
                _faults.Add(new(
                    line, column, $"the alias *{Short(alias.Value.Value)}", "the value that it stands for"));
                return new YamlNode.Refused(line, column);
            default:
                return null;
        }
    }

    ImmutableArray<YamlNode>? Items(int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (!Ends<SequenceEnd>())
        {
            if (Node(depth + 1) is not { } item) return null;
            items.Add(item);
        }

        return _isBroken ? null : items.ToImmutable();
    }

    // Of the outermost, what came before it broke.
    ImmutableArray<(YamlNode.Scalar, YamlNode)>? Entries(int depth)
    {
        var entries = ImmutableArray.CreateBuilder<(YamlNode.Scalar, YamlNode)>();
        while (!Ends<MappingEnd>())
        {
            if (Node(depth + 1) is not { } key || Node(depth + 1) is not { } value) break;
            if (key is YamlNode.Scalar scalar) entries.Add((scalar, value));
            else if (key is not YamlNode.Refused)
                _faults.Add(new(key.Line, key.Column, $"{key.Kind} as a key", "a single word"));
        }

        return _isBroken && depth > 1 ? null : entries.ToImmutable();
    }

    void Refuse(NodeEvent node)
    {
        var (line, column) = PlaceOf(node.Start);
        if (!node.Anchor.IsEmpty)
            _faults.Add(new(line, column, $"the anchor &{Short(node.Anchor.Value)}", "the value alone"));
        if (!node.Tag.IsEmpty) _faults.Add(new(line, column, $"the tag {Short(node.Tag.Value)}", "the value alone"));
    }

    // Whether what began ends here, or the text makes no sense any more.
    bool Ends<T>()
    {
        _peeked = Next();
        if (_peeked is not (null or T)) return false;
        _peeked = null;
        return true;
    }

    // Null when the text makes no sense from here on; comments are passed over by the parser itself.
    ParsingEvent? Next()
    {
        if (_peeked is { } peeked)
        {
            _peeked = null;
            return peeked;
        }

        if (_isBroken) return null;
        try
        {
            return _parser.MoveNext() ? _parser.Current : null;
        }
        catch (YamlException e)
        {
            Fail(e.Start, $"no YAML: {Lower(e.Message)}", "keys, lists and single values");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The text may be anything, and the parser is others' code: whatever it stumbles over is a fault here.
            Fail(_parser.Current?.End ?? Mark.Empty, "no YAML from here on", "keys, lists and single values");
        }

        return null;
    }

    void Fail(Mark at, string message, string expected)
    {
        var (line, column) = PlaceOf(at);
        _faults.Add(new(line, column, message, expected));
        _isBroken = true;
    }

    static (int Line, int Column) PlaceOf(Mark mark) => ((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));

    static string Short(string text) => text.Length <= MostSaid ? text : text[..MostSaid] + "...";

    static string Lower(string text) =>
        text.Length == 0 ? "it breaks off" : char.ToLowerInvariant(text[0]) + Short(text)[1..].TrimEnd('.');
}
