using System.Text;
using System.Text.Json;

namespace Merlon.RootCause.Logs;

/// <summary>
/// An object of JSON for each event, as Suricata's EVE, Zeek's JSON, ECS and Merlon's own alerts have it. What lies
/// deeper has the names on the way to it: <c>alert.signature</c>.
/// </summary>
sealed class JsonSyntax : ILogSyntax
{
    const int MostDepth = 8;

    readonly StringBuilder _path = new();
    byte[] _bytes = [];

    public string Name => "json";

    public LineKind Read(ReadOnlySpan<char> text, in SyslogHead head, LogLine fields)
    {
        text = text.Trim().TrimEnd(',');
        if (text is not ['{', ..]) return LineKind.Foreign;

        if (_bytes.Length < text.Length * 3) _bytes = new byte[text.Length * 3];
        var reader = new Utf8JsonReader(_bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, _bytes)),
            new() { MaxDepth = MostDepth, AllowTrailingCommas = true });
        try
        {
            _path.Clear();
            reader.Read();
            ReadObject(ref reader, fields);
            return LineKind.Event;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return LineKind.Foreign;   // cut off, too deep, or of bytes that are no text
        }
    }

    void ReadObject(ref Utf8JsonReader reader, LogLine fields)
    {
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType is not JsonTokenType.PropertyName) continue;

            var length = _path.Length;
            _path.Append(reader.GetString());
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject) ReadObject(ref reader, fields);
            else if (reader.TokenType is JsonTokenType.StartArray) reader.Skip();
            else fields.Set(_path.ToString(), ValueOf(reader));
            _path.Length = length;
        }
    }

    static string ValueOf(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "",
        _ => Encoding.UTF8.GetString(reader.ValueSpan),
    };
}
