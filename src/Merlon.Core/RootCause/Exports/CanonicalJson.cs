using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Merlon.RootCause.Exports;

/// <summary>
/// JSON in the one form that RFC 8785 gives it, so that equal values have equal digests. Fractions are not taken.
/// </summary>
public static class CanonicalJson
{
    public static string Of(JsonNode? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    static void Write(StringBuilder text, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject members:
                var sorted = members.OrderBy(member => member.Key, StringComparer.Ordinal);
                WriteAll(text, '{', sorted, member =>
                {
                    Quote(text, member.Key);
                    text.Append(':');
                    Write(text, member.Value);
                }, '}');
                break;
            case JsonArray items:
                WriteAll(text, '[', items, item => Write(text, item), ']');
                break;
            case JsonValue word when word.GetValueKind() is JsonValueKind.String:
                Quote(text, word.GetValue<string>());
                break;
            default:
                text.Append(value?.ToJsonString() ?? "null");
                break;
        }
    }

    static void WriteAll<T>(StringBuilder text, char open, IEnumerable<T> parts, Action<T> write, char close)
    {
        text.Append(open);
        foreach (var (number, part) in parts.Index())
        {
            if (number > 0) text.Append(',');
            write(part);
        }

        text.Append(close);
    }

    static void Quote(StringBuilder text, string word)
    {
        text.Append('"');
        foreach (var rune in word.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => text.Append(rune),
            };
        }

        text.Append('"');
    }
}
