using System.Globalization;

namespace Merlon.Features;

public class BelievedClockTests
{
    [Theory]
    [InlineData("1000 1001 1000.5 1002", "1000 1001 1001 1002")]             // a packet that came late
    [InlineData("1000 999999 1001 1002", "1000 1000 1001 1002")]             // one wrong time
    [InlineData("999999 1000 1001 1002", "999999 999999 1001 1002")]         // at the beginning
    [InlineData("1000 9000 9001 9002", "1000 1000 9001 9002")]               // a long silence
    [InlineData("9000 1000 1001 9002 9003", "9000 9000 1001 1001 9003")]     // captures in the wrong order
    public void One_wrong_time_does_not_move_the_rest(string told, string believed)
    {
        var clock = new BelievedClock();
        var found = new List<string>();
        foreach (var seconds in told.Split(' '))
        {
            clock.Hear(double.Parse(seconds, CultureInfo.InvariantCulture));
            found.Add(clock.Now.ToString(CultureInfo.InvariantCulture));
        }

        Assert.Equal(believed.Split(' '), found);
    }
}
