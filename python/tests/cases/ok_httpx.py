# benign
# needs: httpx
import asyncio, httpx
async def app(scope, receive, send):
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})
async def main():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://x") as client:
        print((await client.get("/a?b=c")).text)
asyncio.run(main())
print(httpx.Client().timeout.read)
