using System.Buffers;
using Merlon.Net;

namespace Merlon.Flows;

/// <summary>
/// The objects of a JSON array, or objects one after the other that are spread over lines. Finds only where each
/// begins and ends, by counting brackets outside of strings; whether it is JSON inside is for its reader to say.
/// </summary>
public sealed class JsonValues(ByteWindow window) : Records(window)
{
    static readonly SearchValues<byte> Between = SearchValues.Create(" \t\r\n,[]"u8);

    long _nextLine = 1;
    long _nextColumn = 1;

    public override bool TryRead(out ReadOnlySpan<byte> record)
    {
        record = default;
        IsOverlong = false;
        SkipBetweenValues();
        (Line, Column) = (_nextLine, _nextColumn);
        if (Window.Bytes.IsEmpty) return false;

        var scan = new Scan(isObject: Window.Bytes[0] == '{', indent: Column - 1);
        var end = FindEnd(ref scan);
        if (end < 0 && Window.Failure is not null) return false;

        var length = end < 0 ? Window.Bytes.Length : end;
        IsOverlong = length > ByteWindow.MaxRecord;
        record = IsOverlong ? Window.Bytes[..64].ToArray() : Window.Bytes[..length];
        Pass(length);
        if (end < 0) PassRest(ref scan);
        return true;
    }

    void SkipBetweenValues()
    {
        while (true)
        {
            var between = Window.Bytes.IndexOfAnyExcept(Between);
            Pass(between < 0 ? Window.Bytes.Length : between);
            if (between >= 0 || !Window.TryGrow()) return;
        }
    }

    /// <returns>Negative when the window cannot hold all of the value, or the stream ends in it.</returns>
    int FindEnd(ref Scan scan)
    {
        var searched = 0;
        int end;
        while ((end = scan.EndIn(Window.Bytes[searched..])) < 0)
        {
            searched = Window.Bytes.Length;
            if (!Window.TryGrow()) return -1;
        }

        return searched + end;
    }

    void PassRest(ref Scan scan)
    {
        while (Window.TryGrow())
        {
            var end = scan.EndIn(Window.Bytes);
            Pass(end < 0 ? Window.Bytes.Length : end);
            if (end >= 0) return;
        }
    }

    void Pass(int count)
    {
        var passed = Window.Bytes[..count];
        var lines = passed.Count((byte)'\n');
        _nextLine += lines;
        _nextColumn = lines == 0 ? _nextColumn + count : count - passed.LastIndexOf((byte)'\n');
        Window.Advance(count);
    }

    /// <summary>
    /// The way through a value, part by part. What is not an object ends with its line, and an object that has lost a
    /// bracket ends where another begins as far from the left: either costs one record and not the file.
    /// </summary>
    struct Scan(bool isObject, long indent)
    {
        int _depth;
        Place _place;
        int _lines;
        bool _isOnOneLine;
        int _spaces = -1;   // since the line began; negative when it has begun with something else

        /// <returns>The place just after the value's end; negative when it goes on.</returns>
        public int EndIn(ReadOnlySpan<byte> bytes)
        {
            if (!isObject) return bytes.IndexOf((byte)'\n');

            for (var i = 0; i < bytes.Length; i++)
            {
                if (IsNextValue(bytes[i])) return i;
                (_place, var step) = Step(_place, bytes[i]);
                _depth += step;
                if (_depth == 0) return i + 1;
            }

            return -1;
        }

        bool IsNextValue(byte c)
        {
            // With nothing to its left, an object may be one within another, unless they stand a line each.
            var isNext = c == '{' && _spaces == indent && (indent > 0 || _isOnOneLine);
            _isOnOneLine |= _lines == 0 && _depth > 0 && c is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n');
            _lines += c == '\n' ? 1 : 0;
            if (c == '\n') (_spaces, _place) = (0, Place.Outside);   // no string goes over lines
            else _spaces = _spaces >= 0 && c is (byte)' ' or (byte)'\t' ? _spaces + 1 : -1;
            return isNext;
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
    }

    enum Place
    {
        Outside,
        InString,
        Escaped,
    }
}
