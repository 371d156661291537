namespace Merlon.Flows.Formats;

/// <summary>
/// CICFlowMeter's tables: CIC-IDS-2017 "GeneratedLabelledFlows" (<c>Source IP</c>, with stray spaces in the header)
/// and the newer headings (<c>Src IP</c>, <c>Tot Fwd Pkts</c>) of CSE-CIC-IDS2018, GTCS and others.
/// </summary>
/// <remarks>
/// The clock is day first, often to the minute, and often of twelve hours without AM or PM. The published captures
/// ran in working hours, so an hour from 1 to 7 with neither mark is taken as afternoon, until an hour of 0 or
/// beyond 12 shows a clock of 24. Times carry no offset.
/// </remarks>
public sealed class CicFormat(TimeSpan utcOffset, bool is24Hour) : TableFormat
{
    const string TwelveHours =
        "clock without AM/PM: hours 1 to 7 are read as afternoon (--clock 24h for a 24-hour clock)";
    const string Mixed = "hours beyond 12 came after hours that were read as afternoon: give --clock 24h";

    bool _is24Hour = is24Hour;
    bool _hasShifted;

    public override string Name => "cic-ids-2017";

    protected override string TimeExpected => "a time such as 7/7/2017 3:30";

    protected override TimeSpan DurationUnit => TimeSpan.FromMicroseconds(1);

    protected override Column ColumnNamed(string name) => name switch
    {
        "timestamp" => Column.FirstSeen,
        "flowduration" => Column.Duration,
        "protocol" => Column.Protocol,
        "sourceip" or "srcip" => Column.SourceIp,
        "sourceport" or "srcport" => Column.SourcePort,
        "destinationip" or "dstip" or "destip" => Column.DestinationIp,
        "destinationport" or "dstport" or "destport" => Column.DestinationPort,
        "totalfwdpackets" or "totalfwdpacket" or "totfwdpkts" => Column.ForwardPackets,
        "totalbackwardpackets" or "totalbwdpackets" or "totbwdpkts" => Column.BackwardPackets,
        "totallengthoffwdpackets" or "totallengthoffwdpacket" or "totlenfwdpkts" => Column.ForwardBytes,
        "totallengthofbwdpackets" or "totallengthofbwdpacket" or "totlenbwdpkts" => Column.BackwardBytes,
        "label" => Column.Label,
        _ => Column.Ignored,
    };

    protected override bool TryReadTime(ReadOnlySpan<byte> cell, out DateTime time)
    {
        if (Timestamps.TryReadYearFirst(cell, utcOffset, out time, out _)) return true;
        if (!Timestamps.TryReadDayFirst(cell, out time, out var hour, out var isMarked)) return false;

        if (!isMarked) time += AfternoonShift(hour);
        time -= utcOffset;
        return true;
    }

    TimeSpan AfternoonShift(int hour)
    {
        if (_is24Hour) return TimeSpan.Zero;
        if (hour is 0 or > 12)
        {
            _is24Hour = true;
            if (_hasShifted) Note(Mixed);
            return TimeSpan.Zero;
        }

        if (hour > 7) return TimeSpan.Zero;

        _hasShifted = true;
        Note(TwelveHours);
        return TimeSpan.FromHours(12);
    }
}
