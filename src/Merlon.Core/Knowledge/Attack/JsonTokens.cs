using System.Text.Json;
using Merlon.Net;

namespace Merlon.Knowledge.Attack;

/// <summary>
/// JSON token by token, of a stream of any length: no more than one token is held, and none longer than
/// <see cref="ByteWindow.MaxRecord"/>.
/// </summary>
/// <exception cref="FormatException">From all its methods: what is wrong, with the line.</exception>
sealed class JsonTokens(Stream input)
{
    const int Deepest = 64;

    /// <summary>After so many bytes it is no bundle but a bomb.</summary>
    public const long MostBytes = 1L << 30;

    readonly ByteWindow _window = new(input);
    JsonReaderState _state = new(new() { MaxDepth = Deepest });
    long _read;
    long _line = 1;

    public JsonTokenType Kind { get; private set; }

    /// <summary>Of a string or the name of a property, unless it was skipped.</summary>
    public string Text { get; private set; } = "";

    public bool IsTrue => Kind is JsonTokenType.True;

    /// <returns>False at the end.</returns>
    public bool Read() => Next(isKept: true);

    /// <summary>Reads over the value that begins with the token after this one.</summary>
    public void SkipValue()
    {
        Next(isKept: false);
        SkipRest();
    }

    /// <summary>Reads over the rest of a value that has begun.</summary>
    public void SkipRest()
    {
        if (Kind is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return;

        for (var depth = 1; depth > 0;)
        {
            if (!Next(isKept: false)) throw Fault("ends too early");
            depth += Kind is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1
                : Kind is JsonTokenType.EndObject or JsonTokenType.EndArray ? -1 : 0;
        }
    }

    /// <summary>The names of an object's properties; of each the value must be read before the next.</summary>
    public IEnumerable<string> Properties()
    {
        while (Read() && Kind is JsonTokenType.PropertyName) yield return Text;
    }

    /// <summary>The values of an array, each read by whoever asks; that it is none is taken for an empty one.</summary>
    /// <param name="isKept">Whether strings among them are wanted.</param>
    public IEnumerable<JsonTokenType> Values(bool isKept = false)
    {
        if (!Read() || Kind is not JsonTokenType.StartArray)
        {
            SkipRest();
            yield break;
        }

        while (Next(isKept) && Kind is not JsonTokenType.EndArray) yield return Kind;
    }

    /// <summary>The string after a name; what is none is read over.</summary>
    public string? String()
    {
        Read();
        if (Kind is JsonTokenType.String) return Text;
        SkipRest();
        return null;
    }

    public FormatException Fault(string what) => new($"line {_line}: {what}");

    bool Next(bool isKept)
    {
        try
        {
            while (!TryTake(isKept))
            {
                if (_window.TryGrow()) continue;
                if (_window.Failure is { } failure) throw Fault(failure);
                if (!_window.IsAtEnd) throw Fault($"a value of more than {ByteWindow.MaxRecord >> 20} MB");
                return TryTake(isKept);
            }

            return true;
        }
        catch (JsonException)
        {
            throw Fault(_window.IsAtEnd ? "ends too early" : $"not JSON, or more than {Deepest} levels of it");
        }
        catch (InvalidOperationException)
        {
            throw Fault("a text that is not UTF-8");
        }
    }

    bool TryTake(bool isKept)
    {
        var reader = new Utf8JsonReader(_window.Bytes, _window.IsAtEnd, _state);
        var isRead = reader.Read();
        if (isRead)
        {
            Kind = reader.TokenType;
            if (isKept && Kind is JsonTokenType.String or JsonTokenType.PropertyName) Text = reader.GetString()!;
        }

        _state = reader.CurrentState;
        _line += _window.Bytes[..(int)reader.BytesConsumed].Count((byte)'\n');
        _window.Advance((int)reader.BytesConsumed);
        if ((_read += reader.BytesConsumed) > MostBytes) throw Fault($"more than {MostBytes >> 20:N0} MB");
        return isRead;
    }
}
