using System.Globalization;

namespace Merlon.Scenarios.Logs;

static class SyslogHead
{
    /// <summary>The time as RFC 3164 has it: no year, and the day padded by a space.</summary>
    public static string At(DateTime at) =>
        string.Create(CultureInfo.InvariantCulture, $"{at:MMM} {at.Day,2} {at:HH:mm:ss}");
}
