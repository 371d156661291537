using System.Collections.Immutable;
using Merlon.Rules.Syntax;

namespace Merlon.Context.Syntax;

/// <summary>What a word says, or what is wrong with it.</summary>
delegate bool WordReader<T>(string text, out T value, out Problem problem);

/// <summary>Takes values out of YAML by kind, and tells a fault where another kind stands.</summary>
sealed class FieldReader(List<Fault> faults)
{
    public void Fault(int line, int column, string message, string expected) =>
        faults.Add(new(line, column, message, expected));

    /// <summary>Hands each key's value to whoever knows the key; the others are faults.</summary>
    /// <param name="thing">What the keys belong to, in words.</param>
    public void Fields(YamlNode node, string thing, params (string Key, Action<YamlNode> Take)[] known)
    {
        var names = known.Select(field => field.Key);
        if (node is not YamlNode.Mapping(var entries, _, _))
        {
            Expect(node, $"keys of {thing}: {string.Join(", ", names)}");
            return;
        }

        var lines = new Dictionary<string, int>();
        foreach (var (key, value) in entries)
        {
            var take = Array.Find(known, field => field.Key == key.Text).Take;
            if (take is null)
            {
                var problem = Nearest.Problem($"{thing} has no key '{Short(key.Text)}'", key.Text, names);
                Fault(key.Line, key.Column, problem.Message, problem.Expected);
            }
            else if (!lines.TryAdd(key.Text, key.Line))
                Fault(key.Line, key.Column, $"{key.Text} stands in line {lines[key.Text]} already", "each key once");
            else take(value);
        }
    }

    /// <summary>The items of a list; what is no list is an item by itself.</summary>
    public static ImmutableArray<YamlNode> Items(YamlNode node) =>
        node is YamlNode.Sequence(var items, _, _) ? items : [node];

    public ImmutableArray<Placed<T>> Values<T>(YamlNode node, WordReader<T> read, string expected) =>
        [.. Items(node).Select(item => Value(item, read, expected)).OfType<Placed<T>>()];

    /// <returns>Null when there is none; the fault was told.</returns>
    public Placed<T>? Value<T>(YamlNode node, WordReader<T> read, string expected)
    {
        if (node is not YamlNode.Scalar(var text, var isQuoted, var line, var column) || (text == "" && !isQuoted))
        {
            Expect(node, expected);
            return null;
        }

        if (isQuoted) column++;
        if (read(text, out var value, out var problem)) return new(value, line, column);

        Fault(line, column + problem.Offset, Short(problem.Message), Short(problem.Expected));
        return null;
    }

    void Expect(YamlNode node, string expected)
    {
        if (node is not YamlNode.Refused) Fault(node.Line, node.Column, $"{node.Kind} stands here", expected);
    }

    // Whoever is told of a fault is not to be buried in it.
    static string Short(string text) => text.Length <= 160 ? text : text[..160] + "...";
}
