using Merlon.Host.Capture;

namespace Merlon.Host;

/// <summary>Standard input that ends, too, when it is asked to: a plain read waits until something comes.</summary>
sealed class AwaitedInput(Stream input, Func<bool> isEnded) : ReadOnlyStream
{
    const int File = 0;

    static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(100);

    public override int Read(Span<byte> buffer)
    {
        while (!isEnded())
        {
            if (Polling.HasInput(File, Pulse)) return input.Read(buffer);
        }

        return 0;
    }
}
