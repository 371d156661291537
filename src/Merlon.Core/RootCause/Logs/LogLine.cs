namespace Merlon.RootCause.Logs;

/// <summary>One line of a log, taken apart into fields; used again for the next.</summary>
/// <remarks>Of several fields that tell the same, the first counts.</remarks>
sealed class LogLine
{
    readonly string?[] _values = new string?[(int)LogField.Ignored];

    /// <summary>What the syntax knows of the line's sort, without a field for it.</summary>
    public EventKind? Kind { get; set; }

    public string? this[LogField field] => field is LogField.Ignored ? null : _values[(int)field];

    public void Clear()
    {
        Array.Clear(_values);
        Kind = null;
    }

    public void Set(LogField field, ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (field is LogField.Ignored || _values[(int)field] is not null || IsNothing(value)) return;
        _values[(int)field] = value.ToString();
    }

    /// <summary>A field by the name that the log has for it.</summary>
    public void Set(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => Set(LogFields.Named(name), value);

    // What logs write where there is nothing to tell.
    static bool IsNothing(ReadOnlySpan<char> value) => value is "" or "-" or "--" or "(empty)" or "N/A" or "n/a"
        or "NA" or "null" or "NULL" or "None" or "none" or "undefined" or "(null)";
}
