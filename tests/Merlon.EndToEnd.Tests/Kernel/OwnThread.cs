namespace Merlon.Kernel;

/// <summary>Work that moves its thread from one network namespace to the next, and so has one of its own.</summary>
static class OwnThread
{
    public static void Run(Action work)
    {
        var failure = default(Exception);
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null) throw new InvalidOperationException("It was broken off.", failure);
    }
}
