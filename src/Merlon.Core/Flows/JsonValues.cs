using System.Buffers;

namespace Merlon.Flows;

/// <summary>
/// The objects of a JSON array, or objects one after the other that are spread over lines. Finds only where each
/// begins and ends, by counting brackets outside of strings; whether it is JSON inside is for its reader to say.
/// </summary>
public sealed class JsonValues(ByteWindow window) : Records(window)
{
    static readonly SearchValues<byte> Between = SearchValues.Create(" \t\r\n,[]"u8);

    long _nextLine = 1;

    public override bool TryRead(out ReadOnlySpan<byte> record)
    {
        record = default;
        IsOverlong = false;
        SkipBetweenValues();
        Line = _nextLine;
        if (Window.Bytes.IsEmpty) return false;

        var length = LengthOfValue();
        if (length < 0 && Window.Failure is not null) return false;
        if (length < 0)
        {
            IsOverlong = !Window.IsAtEnd;
            length = Window.Bytes.Length;
        }

        record = Window.Bytes[..length];
        _nextLine += record.Count((byte)'\n');
        Window.Advance(length);
        if (IsOverlong) SkipAll(ref record);
        return true;
    }

    void SkipBetweenValues()
    {
        while (true)
        {
            var between = Window.Bytes.IndexOfAnyExcept(Between);
            var skipped = Window.Bytes[..(between < 0 ? Window.Bytes.Length : between)];
            _nextLine += skipped.Count((byte)'\n');
            Window.Advance(skipped.Length);
            if (between >= 0 || !Window.TryGrow()) return;
        }
    }

    // What is not an object ends with its line, so that stray text costs one record and not the file.
    int LengthOfValue()
    {
        if (Window.Bytes[0] != '{') return LengthOfLine();

        var (position, depth, place) = (0, 0, Place.Outside);
        while (true)
        {
            var bytes = Window.Bytes;
            for (; position < bytes.Length; position++)
            {
                (place, var step) = Step(place, bytes[position]);
                depth += step;
                if (depth == 0) return position + 1;
            }

            if (!Window.TryGrow()) return -1;
        }
    }

    int LengthOfLine()
    {
        int end;
        while ((end = Window.Bytes.IndexOf((byte)'\n')) < 0)
        {
            if (!Window.TryGrow()) return -1;
        }

        return end;
    }

    static (Place, int DepthStep) Step(Place place, byte c) => (place, c) switch
    {
        (Place.Escaped, _) => (Place.InString, 0),
        (Place.InString, (byte)'\\') => (Place.Escaped, 0),
        (Place.InString, (byte)'"') => (Place.Outside, 0),
        (Place.InString, _) => (Place.InString, 0),
        (_, (byte)'"') => (Place.InString, 0),
        (_, (byte)'{' or (byte)'[') => (Place.Outside, 1),
        (_, (byte)'}' or (byte)']') => (Place.Outside, -1),
        _ => (Place.Outside, 0),
    };

    enum Place
    {
        Outside,
        InString,
        Escaped,
    }

    void SkipAll(ref ReadOnlySpan<byte> beginning)
    {
        beginning = beginning[..64].ToArray();
        do Window.Advance(Window.Bytes.Length);
        while (Window.TryGrow());
    }
}
