using System.Text;
using System.Text.Json;

namespace Merlon.Language;

/// <summary>
/// Writes texts of a GBNF grammar by chance, as a model without any sense would that is held to it: names, quoted
/// strings, alternatives, parentheses, <c>?</c> and <c>{m,n}</c>.
/// </summary>
sealed class GrammarSampler(string grammar, Random random)
{
    readonly Dictionary<string, string> _rules = grammar.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(" ::= ", 2)).ToDictionary(parts => parts[0], parts => parts[1]);

    public string Next()
    {
        var text = new StringBuilder();
        Write(_rules["root"], text);
        return text.ToString();
    }

    void Write(string meaning, StringBuilder text)
    {
        var at = 0;
        WriteChoice(meaning, ref at, text);
        if (at < meaning.Length) throw new FormatException($"'{meaning[at..]}' is left over");
    }

    // All alternatives are read; one of them is written.
    void WriteChoice(string meaning, ref int at, StringBuilder text)
    {
        List<StringBuilder> alternatives = [new()];
        WriteSequence(meaning, ref at, alternatives[^1]);
        while (at < meaning.Length && meaning[at] is '|')
        {
            at++;
            alternatives.Add(new());
            WriteSequence(meaning, ref at, alternatives[^1]);
        }

        text.Append(alternatives[random.Next(alternatives.Count)]);
    }

    void WriteSequence(string meaning, ref int at, StringBuilder text)
    {
        while (true)
        {
            while (at < meaning.Length && meaning[at] is ' ') at++;
            if (at == meaning.Length || meaning[at] is '|' or ')') return;

            var start = at;
            WriteItem(meaning, ref at, new());
            var (least, most) = Times(meaning, ref at);
            for (var times = random.Next(least, most + 1); times > 0; times--)
            {
                var again = start;
                WriteItem(meaning, ref again, text);
            }
        }
    }

    void WriteItem(string meaning, ref int at, StringBuilder text)
    {
        if (meaning[at] is '"')
        {
            var end = at + 1;
            while (meaning[end] is not '"') end += meaning[end] is '\\' ? 2 : 1;
            text.Append(JsonSerializer.Deserialize<string>(meaning[at..(end + 1)]));
            at = end + 1;
        }
        else if (meaning[at] is '(')
        {
            at++;
            WriteChoice(meaning, ref at, text);
            at++;
        }
        else
        {
            var end = at;
            while (end < meaning.Length && char.IsAsciiLetterOrDigit(meaning[end])) end++;
            Write(_rules[meaning[at..end]], text);
            at = end;
        }
    }

    static (int Least, int Most) Times(string meaning, ref int at)
    {
        if (at < meaning.Length && meaning[at] is '?')
        {
            at++;
            return (0, 1);
        }

        if (at == meaning.Length || meaning[at] is not '{') return (1, 1);

        var end = meaning.IndexOf('}', at);
        var bounds = meaning[(at + 1)..end].Split(',');
        at = end + 1;
        return (int.Parse(bounds[0]), int.Parse(bounds[^1]));
    }
}
